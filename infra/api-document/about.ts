/** What the document says of the API as a whole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { oas32 } from 'zod-openapi';
import type { HttpFunction } from '../../shared/contract/routes/route.ts';

const Package = z.object({ version: z.string(), license: z.string() });
const readPackage = () =>
  Package.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')));

const DESCRIPTION = `
Prepaid telephony credits for organizations: they fund credits, and calls spend them.

**Amounts** are decimal texts in major units of the currency beside them, such as \`"12.50"\`, with up to 6 decimals.
**Instants** are ISO 8601; answers give them in UTC with milliseconds.

**Lists** come in pages of \`limit\` items. \`nextCursor\`, sent back as \`cursor\`, leads to the next page; it is null on
the last one.

**Whatever moves money** needs an \`Idempotency-Key\`. A request that is repeated with its key and its body is carried out
once, and answered as the first time, with \`Idempotency-Replayed: true\`.

**Errors** are problems (RFC 9457) with a \`code\` for programs. API Gateway itself responds with
\`{ "message": … }\` where it does not invoke a function.

**What may be added** at any time: operations, optional parameters, optional members of requests, members of answers and of
problems, codes of problems, and values of enumerations that are marked \`x-may-grow\`. Clients ignore members, and show
codes and values, that they do not know. Everything else stays as it is until the major version changes.
`.trim();

export function info(): oas32.InfoObject {
  const { version, license } = readPackage();
  return {
    title: 'Communications credits',
    version,
    summary: 'Prepaid telephony credits for organizations',
    description: DESCRIPTION,
    license: { name: license, identifier: license },
  };
}

export const SERVERS: oas32.ServerObject[] = [
  { url: '/', description: 'The deployment that serves this document' },
];

/** Tags, by the function that serves them. */
const TAGS: Readonly<Record<HttpFunction, string>> = {
  organizations: 'Organizations, what they own, and how they pay',
  members: 'People who may sign in, and their roles',
  clients: 'Programs of an organization, and their tokens',
  purchases: 'Funding credits, and refunds',
  grants: 'Credits that nobody pays for here, and what else operators do with lots',
  licenses: 'Users, licenses and their assignment',
  calls: 'Permission for calls that start, and its extension',
  usage: 'Finished calls, and their reversal',
  reports: 'Balance, lots, ledger, calls, minute pools and invoices',
  documents: 'Invoices and credit notes, as data, as pages and as PDF',
  exports: 'Usage, ledger and invoices as files; the progress of jobs, and the lines that failed',
  rates: 'Rate decks, rates and quotes',
  webhooks: 'Events of the payment gateway',
  system: 'Health, and this document',
  console: 'The pages: one for administrators, and one that shows this document',
};

export const tags = (): oas32.TagObject[] =>
  Object.entries(TAGS).map(([name, description]) => ({ name, description }));

export const SECURITY_SCHEMES: Record<string, oas32.SecuritySchemeObject> = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A token of the issuer. Its scopes say what it may do, and its claim `org` for which organization; with the scope `operator` it is for any.',
  },
};
