export function MinutesScreen({ query }: { readonly query: Readonly<Record<string, string>> }) {
  return <p>{query.from}</p>;
}
