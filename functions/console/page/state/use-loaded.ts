import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { NO_ANSWER, type Problem, problemFrom } from '../api/problem.ts';

export interface Loaded<T> {
  /** What was loaded last; kept while it is loaded again, and when that fails. */
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Options<T> {
  /** Loads again after this many seconds, while the page is visible and the service did not refuse. */
  readonly everySeconds?: number;
  /** Not again once this holds. */
  readonly until?: (value: T) => boolean;
}

/**
 * Loads when it is first shown and whenever `key` changes. An answer like the last one changes nothing on screen. After
 * a refusal it waits for the person to try again.
 */
export function useLoaded<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { everySeconds, until }: Options<T> = {},
): Loaded<T> {
  const [data, setData] = useState<{ key: string; value: T } | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [round, setRound] = useState(0);
  const [loadedRound, setLoadedRound] = useState(-1);
  const latest = useRef(load);
  latest.current = load;
  const known = useRef('');

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    latest.current(signal).then(
      (value) => {
        if (signal.aborted) return;
        const text = `${key}\n${JSON.stringify(value)}`;
        if (text !== known.current) setData({ key, value });
        known.current = text;
        setProblem(undefined);
        setLoadedRound(round);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setProblem(problemFrom(error));
        setLoadedRound(round);
      },
    );
    return () => controller.abort();
  }, [key, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  const current = data?.key === key ? data.value : undefined;
  const isFinal = current !== undefined && until?.(current) === true;
  const mayGoOn = problem === undefined || problem.code === NO_ANSWER.code;
  const waits = loadedRound === round && mayGoOn && !isFinal;
  useRefresh(waits ? everySeconds : undefined, reload);
  return { data: current, problem, loading: current === undefined && problem === undefined, reload };
}

/** Once after `seconds`, when the page is visible by then, or as soon as it is. */
function useRefresh(seconds: number | undefined, refresh: () => void): void {
  useEffect(() => {
    if (seconds === undefined) return undefined;
    let due = false;
    const refreshIfSeen = (): void => {
      if (due && document.visibilityState === 'visible') refresh();
    };
    const timer = setTimeout(() => {
      due = true;
      refreshIfSeen();
    }, seconds * 1000);
    document.addEventListener('visibilitychange', refreshIfSeen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', refreshIfSeen);
    };
  }, [seconds, refresh]);
}
