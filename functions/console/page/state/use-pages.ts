import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from '../../../../shared/client/pages.ts';
import { nextPage } from '../api/next-page.ts';
import { type Problem, problemFrom } from '../api/problem.ts';

export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly items: readonly T[] | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly more: (() => void) | undefined;
  readonly reload: () => void;
}

interface State<T> {
  readonly key: string;
  readonly items: readonly T[] | undefined;
  readonly next: string | null;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
}

/** A list that the API answers page by page. It is loaded from its beginning whenever `key` changes. */
export function usePages<T>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const fresh: State<T> = { key, items: undefined, next: null, problem: undefined, loading: true };
  const [state, setState] = useState(fresh);
  const running = useRef<AbortController | undefined>(undefined);
  const latest = useRef(load);
  latest.current = load;

  const fetchPage = useCallback(
    (before: readonly T[] | undefined, cursor: string | undefined) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setState((last) =>
        last.key === key ? { ...last, loading: true, problem: undefined } : { ...fresh, key },
      );
      nextPage((after) => latest.current(after, controller.signal), cursor).then(
        ({ items, nextCursor }) => {
          if (controller.signal.aborted) return;
          const all = [...(before ?? []), ...items];
          setState({ key, items: all, next: nextCursor, problem: undefined, loading: false });
        },
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setState((last) => ({ ...last, key, problem: problemFrom(error), loading: false }));
        },
      );
    },
    [key],
  );

  const reload = useCallback(() => fetchPage(undefined, undefined), [fetchPage]);
  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);

  const current = state.key === key ? state : fresh;
  const { items, next } = current;
  const more = next === null ? undefined : () => fetchPage(items, next);
  return { items, problem: current.problem, loading: current.loading, more, reload };
}
