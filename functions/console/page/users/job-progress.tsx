import { useEffect, useRef } from 'preact/hooks';
import type { LicenseJob } from '../../../../shared/client/generated/api.ts';
import { Note, ProblemNote } from '../parts/note.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';

const ASK_AGAIN_SECONDS = 2;

interface JobProgressProps {
  readonly job: LicenseJob;
  readonly onDone: () => void;
}

export function JobProgress({ job, onDone }: JobProgressProps) {
  const { api } = useSession();
  const { data, problem, reload } = useLoaded(
    `job ${job.id}`,
    (signal) => api.get('/license-assignments/{job}', { path: { job: job.id }, signal }),
    { everySeconds: ASK_AGAIN_SECONDS, until: ({ status }) => status === 'completed' },
  );
  const { status, total, done, succeeded, failed } = data ?? job;
  const { errors = [], nextCursor = null } = data ?? {};
  const isComplete = status === 'completed';
  const reported = useRef(false);
  useEffect(() => {
    if (!isComplete || reported.current) return;
    reported.current = true;
    onDone();
  }, [isComplete, onDone]);
  const count = (figure: number): string => figure.toLocaleString('en');
  return (
    <div class="outcome">
      <label>
        {isComplete ? 'Done' : 'Working'}: {count(done)} of {count(total)} lines
        <progress max={total} value={done} />
      </label>
      {isComplete ? (
        <Note
          tone={failed > 0 ? 'warn' : 'good'}
          title={`${count(succeeded)} succeeded, ${count(failed)} failed`}
        />
      ) : null}
      <ProblemNote problem={problem} onRetry={reload} />
      {errors.length > 0 ? (
        <Table
          caption={nextCursor ? `The first ${count(errors.length)} lines that failed` : 'Lines that failed'}
          items={errors}
          keyOf={({ line }) => String(line)}
          columns={[
            { title: 'Line', cell: ({ line }) => count(line) },
            { title: 'Sign-in name', cell: ({ userPrincipalName }) => userPrincipalName },
            { title: 'Why', cell: ({ detail }) => detail },
          ]}
        />
      ) : null}
    </div>
  );
}
