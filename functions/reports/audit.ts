/** What the last audit of an organization's books found. */
import type { AuditResult } from '../../shared/contract/answers/reports.answers.ts';
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import type { AuditFinding } from '../../shared/domain/audit/report.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadAuditReport } from '../../shared/store/reports/audit-reports.ts';
import type { Database } from '../../shared/store/table/database.ts';

export function getAudit({ db }: { readonly db: Database }) {
  return operation(REPORTS.getAudit, async (request) => {
    const organizationId = param(request, 'org');
    const { terms } = await loadAccount(db, organizationId);
    const report = await loadAuditReport(db, organizationId);
    const findings = report?.findings ?? [];
    return {
      status: 200,
      body: {
        auditedAt: report?.asOf ?? null,
        holds: report ? findings.every(({ holds }) => holds) : null,
        currency: terms.currency,
        rules: findings.map(view),
      },
    };
  });
}

/** The domain's figures are counts, or money, which their names say. */
const MONEY = /Micros$/;

function view({ rule, holds, figures, differences: details }: AuditFinding): AuditResult['rules'][number] {
  const { differences = 0, ...others } = figures;
  const named = Object.entries(others);
  return {
    rule,
    holds,
    counts: Object.fromEntries(named.filter(([name]) => !MONEY.test(name))),
    amounts: Object.fromEntries(
      named
        .filter(([name]) => MONEY.test(name))
        .map(([name, micros]) => [name.replace(MONEY, ''), formatAmount(micros)]),
    ),
    differences,
    details: [...details],
  };
}
