import type { ComponentChildren } from 'preact';
import type { Pages } from '../state/use-pages.ts';
import { Empty, Loading, ProblemNote } from './note.tsx';

interface ListProps<T> {
  readonly pages: Pages<T>;
  readonly what: string;
  readonly empty: string;
  readonly children: (items: readonly T[]) => ComponentChildren;
}

/** A paged list in every state that it can be in. */
export function List<T>({ pages, what, empty, children }: ListProps<T>) {
  const { items, problem, loading, more, reload } = pages;
  if (items === undefined) {
    return problem ? <ProblemNote problem={problem} onRetry={reload} /> : <Loading what={what} />;
  }
  return (
    <div aria-busy={loading}>
      {items.length === 0 && !more ? <Empty>{empty}</Empty> : children(items)}
      <ProblemNote problem={problem} onRetry={more ?? reload} />
      {more && !problem ? (
        <button
          type="button"
          class="quiet more"
          aria-disabled={loading}
          onClick={() => (loading ? undefined : more())}
        >
          {loading ? 'Loading …' : `More ${what}`}
        </button>
      ) : null}
    </div>
  );
}
