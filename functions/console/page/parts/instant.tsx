import { formatDate, formatDateTime, formatUtc } from '../instants.ts';

/** In the viewer's zone; UTC when pointed at. */
export function Instant({ at, day = false }: { readonly at: string; readonly day?: boolean }) {
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {day ? formatDate(at) : formatDateTime(at)}
    </time>
  );
}
