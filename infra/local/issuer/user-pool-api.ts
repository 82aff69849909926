/** What the AWS SDK asks a user pool: whom to invite, and the secret of a client. */
import * as z from 'zod';
import type { GatewayRequest } from '../http/gateway-event.ts';
import { type HttpResponse, json } from '../http/problem.ts';
import type { UserPool } from '../template/user-pool.ts';
import type { People } from './people.ts';

export interface UserPoolApiOptions {
  readonly pool: UserPool;
  readonly people: People;
  /** Of clients of the kind `machine`. */
  readonly machineSecret: string;
}

const TARGET = 'AWSCognitoIdentityProviderService.';
const AdminCreateUser = z.object({
  Username: z.string(),
  UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
});
const DescribeUserPoolClient = z.object({ ClientId: z.string() });

type Operation = (input: unknown) => HttpResponse;

/** Responds to requests of the AWS SDK's client for Cognito. */
export function createUserPoolApi(options: UserPoolApiOptions): (request: GatewayRequest) => HttpResponse {
  const operations: Readonly<Record<string, Operation>> = {
    AdminCreateUser: (input) => createUser(options, AdminCreateUser.parse(input)),
    DescribeUserPoolClient: (input) => describeClient(options, DescribeUserPoolClient.parse(input)),
  };
  return ({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    const perform = target.startsWith(TARGET) ? operations[target.slice(TARGET.length)] : undefined;
    if (!perform)
      return refuse({ type: 'InvalidParameterException', message: `There is no ${target} locally.` });
    const answer = perform(JSON.parse(body.toString('utf8')));
    return { ...answer, headers: { 'content-type': 'application/x-amz-json-1.1' } };
  };
}

function createUser({ people }: UserPoolApiOptions, input: z.infer<typeof AdminCreateUser>): HttpResponse {
  const { Username: email, UserAttributes: attributes, MessageAction } = input;
  if (people.isInvited(email) && MessageAction !== 'RESEND') {
    return refuse({ type: 'UsernameExistsException', message: 'User account already exists' });
  }
  const name = attributes.find(({ Name }) => Name === 'name')?.Value;
  people.invite({ email, ...(name === undefined ? {} : { name }) });
  const subject = { Name: 'sub', Value: people.subjectOf(email) };
  const others = attributes.filter(({ Name }) => Name !== 'sub');
  return json({
    User: {
      Username: subject.Value,
      Attributes: [subject, ...others],
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    },
  });
}

function describeClient(
  { pool, machineSecret }: UserPoolApiOptions,
  { ClientId }: z.infer<typeof DescribeUserPoolClient>,
): HttpResponse {
  const client = pool.clients.find(({ id }) => id === ClientId);
  if (!client)
    return refuse({ type: 'ResourceNotFoundException', message: `There is no client ${ClientId}.` });
  const secret = client.kind === 'machine' ? { ClientSecret: machineSecret } : {};
  return json({ UserPoolClient: { ClientId, UserPoolId: pool.id, ...secret } });
}

const refuse = ({ type, message }: { readonly type: string; readonly message: string }): HttpResponse =>
  json({ __type: type, message }, 400);
