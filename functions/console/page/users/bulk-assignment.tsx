import { useId, useState } from 'preact/hooks';
import type { Job } from '../api/user-views.ts';
import { Choice } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { SKU_WORDS } from '../words.ts';
import { JobProgress } from './job-progress.tsx';

const ACTIONS = [
  ['assign', 'Assign to everybody on the list'],
  ['remove', 'Remove from everybody on the list'],
] as const;

interface Names {
  readonly text: string;
  readonly isCsv: boolean;
}

/** A list of sign-in names, pasted or from a file: the service works it off line by line. */
export function BulkAssignment({ onDone }: { readonly onDone: () => void }) {
  const { api } = useSession();
  const [sku, setSku] = useState<string>('COMMUNICATIONS_CREDITS');
  const [action, setAction] = useState<string>('assign');
  const [names, setNames] = useState<Names>({ text: '', isCsv: false });
  const starting = useAction(({ text, isCsv }: Names) =>
    api.send<Job>('POST', `/license-assignments?${new URLSearchParams({ sku, action })}`, {
      body: text,
      contentType: isCsv ? 'text/csv' : 'text/plain',
    }),
  );
  const job = starting.result?.body;
  return (
    <Panel title="Licenses for many">
      <Form onSubmit={() => starting.run(names)}>
        <Choice label="License" value={sku} onValue={setSku} options={Object.entries(SKU_WORDS)} />
        <Choice label="What to do" value={action} onValue={setAction} options={ACTIONS} />
        <NameList names={names} onNames={setNames} />
        <Submit busy={starting.busy}>Start</Submit>
        <ProblemNote problem={starting.problem} />
      </Form>
      {job ? <JobProgress key={job.id} job={job} onDone={onDone} /> : null}
    </Panel>
  );
}

function NameList({ names, onNames }: { readonly names: Names; readonly onNames: (names: Names) => void }) {
  const id = useId();
  const read = async (file: File | undefined): Promise<void> => {
    if (file) onNames({ text: await file.text(), isCsv: /\.csv$/i.test(file.name) });
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
          onInput={(event) => onNames({ ...names, text: event.currentTarget.value })}
        />
        <p class="hint" id={`${id}-hint`}>
          Up to 100,000 lines. A line that fails does not stop the others.
        </p>
      </div>
    </>
  );
}
