import { useState } from 'preact/hooks';
import type { PublishedRate } from '../../../../shared/client/generated/api.ts';
import { formatSeconds } from '../instants.ts';
import { isZero } from '../money.ts';
import { Details } from '../parts/details.tsx';
import { Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';

const DEFAULT_CURRENCY = 'USD';

export function PublishedRates() {
  const { client, organization } = useSession();
  const [typed, setTyped] = useState('');
  const looking = useAction((to: string) => {
    const currency = organization?.currency ?? DEFAULT_CURRENCY;
    return client.get('/v1/rates', { query: { to, currency } });
  });
  return (
    <Panel title="Published rate of a number">
      <Form class="form inline" onSubmit={() => looking.run(typed.replace(/[\s().-]/g, ''))}>
        <Field
          label="Number to look up"
          inputMode="tel"
          value={typed}
          onValue={setTyped}
          error={fieldError(looking.problem, 'to')}
        />
        <Submit busy={looking.busy}>Look up</Submit>
      </Form>
      <ProblemNote problem={looking.problem} />
      {looking.result ? <Rate rate={looking.result} /> : null}
    </Panel>
  );
}

function Rate({ rate }: { readonly rate: PublishedRate }) {
  const { currency, connectionFee, initialIncrementSeconds, incrementSeconds } = rate;
  const steps =
    initialIncrementSeconds === incrementSeconds
      ? formatSeconds(incrementSeconds)
      : `${formatSeconds(initialIncrementSeconds)}, then ${formatSeconds(incrementSeconds)}`;
  return (
    <div role="status">
      <Details
        rows={[
          ['Number', rate.to],
          ['Destination', rate.destination],
          ['Kind of number', rate.numberType.replaceAll('-', ' ')],
          ['A minute', <Money key="minute" amount={rate.rate} currency={currency} />],
          isZero(connectionFee)
            ? undefined
            : ['For connecting', <Money key="fee" amount={connectionFee} currency={currency} />],
          ['Counted in steps of', steps],
          ['Prefix', rate.prefix],
          ['In force', <Instant key="at" at={rate.asOf} />],
        ]}
      />
    </div>
  );
}
