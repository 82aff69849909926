import type { ComponentChildren } from 'preact';

export type Detail = readonly [name: string, value: ComponentChildren];

/** Names with their values; those without a value are left out. */
export function Details({ rows }: { readonly rows: readonly (Detail | undefined)[] }) {
  return (
    <dl class="details">
      {rows.flatMap((row) =>
        row && row[1] !== null && row[1] !== ''
          ? [
              <div key={row[0]}>
                <dt>{row[0]}</dt>
                <dd>{row[1]}</dd>
              </div>,
            ]
          : [],
      )}
    </dl>
  );
}
