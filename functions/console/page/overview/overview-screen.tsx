import { NeedsPayer } from '../credits/needs-payer.tsx';
import { Instant } from '../parts/instant.tsx';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { Figures } from './figures.tsx';
import { loadOverview } from './load-overview.ts';
import { Lots } from './lots.tsx';
import { Movements } from './movements.tsx';
import { rechargeInWords } from './recharge-words.ts';

const REFRESH_SECONDS = 3;

/** What an administrator wants to know first: how much is there, until when, and what happens when it runs out. */
export function OverviewScreen() {
  const { api } = useSession();
  const { data, problem, reload } = useLoaded('overview', (signal) => loadOverview(api, signal), {
    everySeconds: REFRESH_SECONDS,
  });
  if (!data) {
    return problem ? <ProblemNote problem={problem} onRetry={reload} /> : <Loading what="the balance" />;
  }
  const { balance, recharge, lots, lotsCut, latest } = data;
  const words = rechargeInWords(recharge);
  return (
    <>
      <ProblemNote problem={problem} onRetry={reload}>
        <p>
          What you see is as of <Instant at={balance.asOf} />.
        </p>
      </ProblemNote>
      <NeedsPayer recharge={recharge} onDecided={reload} />
      <Figures balance={balance} />
      <Panel title="Auto-recharge" aside={<a href={addressOf('credits')}>Change</a>}>
        <Note tone={words.tone} title={words.title}>
          <p>{words.detail}</p>
        </Note>
      </Panel>
      <Panel title="Credits by purchase" aside={<a href={addressOf('credits')}>Buy credits</a>}>
        <Lots lots={lots} cut={lotsCut} now={balance.asOf} />
      </Panel>
      <Panel title="Latest movements" aside={<a href={addressOf('ledger')}>All movements</a>}>
        <Movements entries={latest} />
      </Panel>
    </>
  );
}
