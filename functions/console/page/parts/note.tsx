import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem.ts';
import { Button } from './button.tsx';

export type Tone = 'calm' | 'good' | 'busy' | 'warn' | 'bad';

interface NoteProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A message, which a screen reader reads aloud when it appears. */
export function Note({ tone, title, children }: NoteProps) {
  return (
    <div class={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <p class="note-title">{title}</p>
      {children}
    </div>
  );
}

interface ProblemNoteProps {
  readonly problem: Problem | undefined;
  readonly onRetry?: () => void;
  readonly children?: ComponentChildren;
}

/** Why something failed, in the API's own words. */
export function ProblemNote({ problem, onRetry, children }: ProblemNoteProps) {
  if (!problem) return null;
  const { title, detail, status, retryAfterSeconds } = problem;
  return (
    <Note tone="bad" title={title}>
      <p>{detail}</p>
      {status === 403 ? <p>Your role in the organization does not allow it.</p> : null}
      {retryAfterSeconds ? <p>Wait {retryAfterSeconds} s before you try again.</p> : null}
      {children}
      {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
    </Note>
  );
}

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="loading" role="status">
      Loading {what} …
    </p>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
