/** An administrator asks for the balance at any moment: it is the model's, at the instant that the answer names. */
import { formatAmount } from '../../../shared/domain/money.ts';
import type { Answer } from '../core/system.ts';
import type { ModelOrganization } from '../model/organization.ts';
import { requireSame } from '../model/violation.ts';
import type { Stage } from './stage.ts';

export function askBalance(stage: Stage): void {
  ask(stage, stage.organization());
}

/** An answer is compared only if no commit came between. */
export function ask(stage: Stage, organization: ModelOrganization): void {
  const changes = organization.changes;
  stage.send('getBalance', organization.id, {}, ({ status, body }: Answer) => {
    if (status !== 200 || organization.changes !== changes) return;
    const { balance, held, available, debt, asOf } = Object(body);
    const { books } = organization;
    const holds = Object.values(organization.holds(asOf)).reduce((sum, micros) => sum + micros, 0);
    const expected = {
      balance: formatAmount(books.unexpired(asOf)),
      held: formatAmount(holds),
      available: formatAmount(organization.available(asOf)),
      debt: formatAmount(books.debt),
    };
    const answered = { balance, held, available, debt };
    requireSame("the reported balance is the model's", answered, expected, { id: organization.id, asOf });
  });
}
