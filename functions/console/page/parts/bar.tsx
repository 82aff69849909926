export interface BarPart {
  readonly name: string;
  /** From 0 to 1. */
  readonly start: number;
  readonly share: number;
}

/** A bar of parts. It shows what the figures beside it say. */
export function Bar({ parts }: { readonly parts: readonly BarPart[] }) {
  return (
    <svg class="bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 1000 10">
      <title>{parts.map(({ name }) => name).join(', ')}</title>
      <rect class="whole" x="0" y="0" width="1000" height="10" />
      {parts.map(({ name, start, share }) => (
        <rect key={name} class={name} x={start * 1000} y="0" width={share * 1000} height="10" />
      ))}
    </svg>
  );
}
