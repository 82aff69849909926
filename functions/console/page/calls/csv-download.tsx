import { useEffect, useRef, useState } from 'preact/hooks';
import type { OrganizationClient } from '../../../../shared/client/client.ts';
import { Button } from '../parts/button.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';

/** The report as one file: its pages, one after the other, without the header that each repeats. */
export function CsvDownload({ parameters }: { readonly parameters: Readonly<Record<string, string>> }) {
  const { api } = useSession();
  const [pagesRead, setPagesRead] = useState(0);
  const reading = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => reading.current?.abort(), []);
  const downloading = useAction(async () => {
    const controller = new AbortController();
    reading.current = controller;
    setPagesRead(0);
    const parts = await readAll(api, parameters, controller.signal, setPagesRead);
    saveFile(new Blob(parts, { type: 'text/csv' }), `usage-${api.id}.csv`);
    return true;
  });
  return (
    <div class="actions">
      {downloading.busy ? (
        <>
          <span role="status">{pagesRead} pages read …</span>
          <Button small onClick={() => reading.current?.abort()}>
            Stop
          </Button>
        </>
      ) : (
        <Button small onClick={() => downloading.run(undefined)}>
          Download as CSV
        </Button>
      )}
      {reading.current?.signal.aborted ? null : <ProblemNote problem={downloading.problem} />}
    </div>
  );
}

async function readAll(
  api: OrganizationClient,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onPage: (count: number) => void,
): Promise<string[]> {
  const parts: string[] = [];
  for await (const text of api.texts('/usage', { query: parameters, accept: 'text/csv', signal })) {
    parts.push(parts.length === 0 ? text : withoutHeader(text));
    onPage(parts.length);
  }
  return parts;
}

/** No name of a column has a line break in it. */
const withoutHeader = (csv: string): string => csv.slice(csv.indexOf('\n') + 1);
