import { PublishedRates } from './published-rates.tsx';
import { QuoteForm } from './quote-form.tsx';

export function RatesScreen() {
  return (
    <>
      <QuoteForm />
      <PublishedRates />
    </>
  );
}
