export function RatesScreen() {
  return <p />;
}
