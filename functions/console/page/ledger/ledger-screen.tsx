export function LedgerScreen({ query }: { readonly query: Readonly<Record<string, string>> }) {
  return <p>{query.from}</p>;
}
