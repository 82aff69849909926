import { useId, useState } from 'preact/hooks';
import { charsetOf, mediaTypeOf } from '../../../../shared/client/document-type.ts';
import type { Sku } from '../../../../shared/domain/licenses/licenses.ts';
import { Choice } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { optionsOf, SKU_WORDS } from '../words.ts';
import { JobProgress } from './job-progress.tsx';

type Assignment = 'assign' | 'remove';

const ACTIONS: readonly (readonly [Assignment, string])[] = [
  ['assign', 'Assign to everybody on the list'],
  ['remove', 'Remove from everybody on the list'],
];

interface Names {
  readonly text: string;
  /** What the text is of, while nobody has changed it: sent as it is, for the service to read its encoding. */
  readonly file?: File | undefined;
}

/** A list of sign-in names, pasted or from a file: the service works it off line by line. */
export function BulkAssignment({ onDone }: { readonly onDone: () => void }) {
  const { api } = useSession();
  const [sku, setSku] = useState<Sku>('COMMUNICATIONS_CREDITS');
  const [action, setAction] = useState<Assignment>('assign');
  const [names, setNames] = useState<Names>({ text: '' });
  const starting = useAction(async ({ text, file }: Names) =>
    api.post('/license-assignments', {
      query: { sku, action },
      body: file ?? text,
      contentType: file ? mediaTypeOf({ name: file.name, start: await startOf(file) }) : 'text/plain',
    }),
  );
  const job = starting.result;
  return (
    <Panel title="Licenses for many">
      <Form onSubmit={() => starting.run(names)}>
        <Choice label="License" value={sku} onValue={setSku} options={optionsOf(SKU_WORDS)} />
        <Choice label="What to do" value={action} onValue={setAction} options={ACTIONS} />
        <NameList names={names} onNames={setNames} />
        <Submit busy={starting.busy}>Start</Submit>
        <ProblemNote problem={starting.problem} />
      </Form>
      {job !== undefined ? <JobProgress key={job.id} job={job} onDone={onDone} /> : null}
    </Panel>
  );
}

const startOf = async (file: File): Promise<Uint8Array> =>
  new Uint8Array(await file.slice(0, 2).arrayBuffer());

function NameList({ names, onNames }: { readonly names: Names; readonly onNames: (names: Names) => void }) {
  const id = useId();
  const read = async (file: File | undefined): Promise<void> => {
    if (file)
      onNames({
        text: new TextDecoder(charsetOf(await startOf(file))).decode(await file.arrayBuffer()),
        file,
      });
  };
  return (
    <>
      <div class="field">
        <label for={`${id}-file`}>From a file (text or CSV)</label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".txt,.csv,text/plain,text/csv"
          onChange={(event) => read(event.currentTarget.files?.[0])}
        />
      </div>
      <div class="field">
        <label for={`${id}-text`}>Sign-in names, one a line</label>
        <textarea
          id={`${id}-text`}
          rows={6}
          spellcheck={false}
          value={names.text}
          aria-describedby={`${id}-hint`}
          onInput={(event) => onNames({ text: event.currentTarget.value })}
        />
        <p class="hint" id={`${id}-hint`}>
          Up to 100,000 lines. A line that fails does not stop the others.
        </p>
      </div>
    </>
  );
}
