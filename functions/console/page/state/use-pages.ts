import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { nextPage } from '../api/next-page.ts';
import { type Problem, problemFrom } from '../api/problem.ts';
import type { Page } from '../api/views.ts';
import { useSession } from './session-context.ts';

export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly items: readonly T[] | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly more: (() => void) | undefined;
  readonly reload: () => void;
}

interface State<T> {
  readonly path: string;
  readonly items: readonly T[] | undefined;
  readonly next: string | null;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
}

/** A list that the API answers page by page. `path` may have a query already. */
export function usePages<T>(path: string): Pages<T> {
  const { api } = useSession();
  const fresh: State<T> = { path, items: undefined, next: null, problem: undefined, loading: true };
  const [state, setState] = useState(fresh);
  const running = useRef<AbortController | undefined>(undefined);

  const fetchPage = useCallback(
    (before: readonly T[] | undefined, cursor: string | null) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const load = (after: string | null) => {
        const query =
          after === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(after)}`;
        return api.get<Page<T>>(`${path}${query}`, controller.signal);
      };
      setState((last) =>
        last.path === path ? { ...last, loading: true, problem: undefined } : { ...fresh, path },
      );
      nextPage(load, cursor).then(
        ({ items, nextCursor }) => {
          if (controller.signal.aborted) return;
          const all = [...(before ?? []), ...items];
          setState({ path, items: all, next: nextCursor, problem: undefined, loading: false });
        },
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setState((last) => ({ ...last, path, problem: problemFrom(error), loading: false }));
        },
      );
    },
    [api, path],
  );

  const reload = useCallback(() => fetchPage(undefined, null), [fetchPage]);
  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);

  const current = state.path === path ? state : fresh;
  const { items, next } = current;
  const more = next === null ? undefined : () => fetchPage(items, next);
  return { items, problem: current.problem, loading: current.loading, more, reload };
}
