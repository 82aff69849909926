/**
 * `npm run audit -- --org contoso [--org fabrikam] [--json]`: audits everything that is stored of organizations and
 * prints the findings, rule by rule. With LEDGER_TABLE and CALLS_TABLE in the environment it reads those tables; without them, those of the local
 * stack (`--stack http://127.0.0.1:3000`). Exits with 1 when a rule does not hold.
 */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { AuditReport } from '../../shared/domain/audit/report.ts';
import { now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { type AuditDeps, replayOrganization } from './audit-organization.ts';

const { values } = parseArgs({
  options: {
    org: { type: 'string', multiple: true },
    stack: { type: 'string', default: `http://127.0.0.1:${process.env.PORT ?? 3000}` },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const Tables = z.object({ LEDGER_TABLE: z.string().min(1), CALLS_TABLE: z.string().min(1) });
const LocalTables = Tables.extend({ AWS_ENDPOINT_URL_DYNAMODB: z.url() });
const Clock = z.object({ now: z.string() });

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function run(): Promise<boolean> {
  if (!values.org?.length) throw new Error('Which organization? npm run audit -- --org contoso');
  const deps = await dependencies();
  let holds = true;
  for (const organizationId of values.org) {
    const report = await replayOrganization(deps, organizationId);
    holds &&= report.findings.every((finding) => finding.holds);
    if (values.json) say(JSON.stringify(report));
    else print(report);
  }
  return holds;
}

async function dependencies(): Promise<AuditDeps> {
  const given = Tables.safeParse(process.env);
  if (given.success) return { db: connect(given.data), now };
  const local = LocalTables.parse(await fetchJson('/_local/tables'));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = local.AWS_ENDPOINT_URL_DYNAMODB;
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  const clock = Clock.parse(await fetchJson('/_local/clock'));
  return { db: connect(local), now: () => clock.now };
}

async function fetchJson(path: string): Promise<unknown> {
  const response = await fetch(new URL(path, values.stack)).catch(() => undefined);
  if (response?.ok) return response.json();
  throw new Error(`LEDGER_TABLE and CALLS_TABLE are not set, and there is no local stack at ${values.stack}`);
}

function print({ organizationId, asOf, findings }: AuditReport): void {
  say(`${organizationId} as of ${asOf}`);
  for (const { rule, holds, figures, differences } of findings) {
    const shown = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
    say(`  ${holds ? 'ok  ' : 'FAIL'} ${rule.padEnd(26)} ${shown.join(', ')}`);
    for (const difference of differences) say(`         ${difference}`);
  }
}
