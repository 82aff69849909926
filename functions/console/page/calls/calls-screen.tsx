export function CallsScreen({
  id,
}: {
  readonly id: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}) {
  return <p>{id}</p>;
}
