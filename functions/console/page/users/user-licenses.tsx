import type { License, User } from '../../../../shared/client/generated/api.ts';
import type { Sku } from '../../../../shared/domain/licenses/licenses.ts';
import { Button } from '../parts/button.tsx';
import { Instant } from '../parts/instant.tsx';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { SKU_WORDS } from '../words.ts';

interface UserLicensesProps {
  readonly user: User;
  readonly onChanged: () => void;
}

interface Change {
  readonly sku: Sku;
  readonly assign: boolean;
}

export function UserLicenses({ user, onChanged }: UserLicensesProps) {
  const { api } = useSession();
  const counts = useLoaded('licenses', (signal) => api.get('/licenses', { signal }));
  const changing = useAction(async ({ sku, assign }: Change) => {
    const path = { user: user.id, sku };
    if (assign) await api.put('/users/{user}/licenses/{sku}', { path });
    else await api.delete('/users/{user}/licenses/{sku}', { path });
    return `${SKU_WORDS[sku]} ${assign ? 'assigned' : 'removed'}`;
  });
  const change = async (next: Change): Promise<void> => {
    if (!(await changing.run(next))) return;
    onChanged();
    counts.reload();
  };
  return (
    <Panel title="Licenses">
      <ProblemNote problem={counts.problem} onRetry={counts.reload} />
      {counts.loading ? <Loading what="licenses" /> : null}
      {counts.data ? (
        <LicenseTable user={user} counts={counts.data.items} busy={changing.busy} onChange={change} />
      ) : null}
      <ProblemNote problem={changing.problem} />
      {changing.result ? <Note tone="good" title={changing.result} /> : null}
    </Panel>
  );
}

interface LicenseTableProps {
  readonly user: User;
  readonly counts: readonly License[];
  readonly busy: boolean;
  readonly onChange: (change: Change) => unknown;
}

function LicenseTable({ user, counts, busy, onChange }: LicenseTableProps) {
  const heldSince = (sku: Sku) => user.licenses.find((license) => license.sku === sku)?.assignedAt;
  return (
    <Table
      caption="What the organization owns, and what this user holds of it"
      items={counts}
      keyOf={({ sku }) => sku}
      columns={[
        { title: 'License', cell: ({ sku }) => SKU_WORDS[sku] },
        {
          title: 'Held since',
          cell: ({ sku }) => {
            const since = heldSince(sku);
            return since ? <Instant at={since} day /> : 'not held';
          },
        },
        { title: 'Available', numeric: true, cell: ({ available }) => available.toLocaleString('en') },
        {
          title: 'Change',
          cell: ({ sku }) => {
            const assign = heldSince(sku) === undefined;
            const words = assign ? 'Assign' : 'Remove';
            return (
              <Button
                small
                label={`${words} ${SKU_WORDS[sku]}`}
                busy={busy}
                onClick={() => onChange({ sku, assign })}
              >
                {words}
              </Button>
            );
          },
        },
      ]}
    />
  );
}
