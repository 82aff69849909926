import {
  AccessToken,
  Client,
  ClientWithSecret,
  PLATFORM_OF_CONTOSO,
  TokenError,
} from '../answers/clients.answers.ts';
import { listOf } from '../answers/fields.answers.ts';
import { CreateClient, PageQuery, ReplaceSecret, TokenForm } from '../schemas.ts';
import { ORGANIZATION, READS_LICENSES, type Routes } from './route.ts';

const MEMBERS_WRITE = ['members:write'] as const;
const READS_MEMBERS = [...MEMBERS_WRITE, ...READS_LICENSES] as const;
const aClient = () => ({ org: 'contoso', client: PLATFORM_OF_CONTOSO.id });
const SECRET = 'ccs_V3Zb1f0o7m2u9dQ8xk5yEJ4hC6tAwRsLgPiNnXqTzKE';

export const CLIENTS = {
  listClients: {
    method: 'GET',
    path: `${ORGANIZATION}/clients`,
    access: READS_MEMBERS,
    summary: 'List the programs that get tokens of the organization',
    query: PageQuery,
    answers: () => ({ 200: listOf(Client) }),
    problems: ['clients-managed-elsewhere'],
    example: () => ({
      params: { org: 'contoso' },
      query: { limit: '20' },
      answer: { items: [PLATFORM_OF_CONTOSO], nextCursor: null },
    }),
  },
  createClient: {
    method: 'POST',
    path: `${ORGANIZATION}/clients`,
    access: MEMBERS_WRITE,
    summary: 'Add a program; the answer has its secret',
    body: CreateClient,
    answers: () => ({ 201: ClientWithSecret }),
    problems: ['clients-managed-elsewhere'],
    example: () => ({
      params: { org: 'contoso' },
      body: { name: PLATFORM_OF_CONTOSO.name },
      answer: { ...PLATFORM_OF_CONTOSO, clientSecret: SECRET },
    }),
  },
  replaceClientSecret: {
    method: 'POST',
    path: `${ORGANIZATION}/clients/{client}/rotate`,
    access: MEMBERS_WRITE,
    summary: 'Give a program another secret; the earlier one stays valid for a while',
    body: ReplaceSecret,
    answers: () => ({ 200: ClientWithSecret }),
    problems: ['clients-managed-elsewhere'],
    example: () => ({
      params: aClient(),
      body: { keepHours: 24 },
      answer: {
        ...PLATFORM_OF_CONTOSO,
        secretCreatedAt: '2026-11-25T09:00:00.000Z',
        earlierSecretValidUntil: '2026-11-26T09:00:00.000Z',
        clientSecret: SECRET,
      },
    }),
  },
  removeClient: {
    method: 'DELETE',
    path: `${ORGANIZATION}/clients/{client}`,
    access: MEMBERS_WRITE,
    summary: 'Remove a program: it gets no more tokens',
    answers: () => ({ 204: null }),
    problems: ['clients-managed-elsewhere'],
    example: () => ({ params: aClient() }),
  },
  issueToken: {
    method: 'POST',
    path: '/v1/oauth/token',
    access: ['none'],
    summary: 'Get a token for a program (RFC 6749 section 4.4)',
    form: TokenForm,
    answers: () => ({ 200: AccessToken, 400: TokenError, 401: TokenError }),
    answerHeaders: { 200: ['Pragma'], 400: ['Pragma'], 401: ['Pragma', 'WWW-Authenticate'] },
    problems: ['issuer-unavailable'],
    example: () => ({
      body: { grant_type: 'client_credentials', client_id: PLATFORM_OF_CONTOSO.id, client_secret: SECRET },
      answer: {
        access_token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln',
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'calls:write',
      },
    }),
  },
} as const satisfies Routes;
