import { useRef, useState } from 'preact/hooks';
import { isFinal } from '../api/attempt.ts';
import type { Answer, Sending } from '../api/client.ts';
import { type Problem, problemFrom } from '../api/problem.ts';
import { useSession } from './session-context.ts';

export interface Action<A, T> {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /** Of the last run that succeeded. */
  readonly result: T | undefined;
  /** Returns undefined when it failed, or while an earlier run is under way. */
  readonly run: (argument: A) => Promise<T | undefined>;
  readonly clear: () => void;
}

/** Something that a person does with a button. A second click while it runs does nothing. */
export function useAction<A, T>(perform: (argument: A) => Promise<T>): Action<A, T> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [result, setResult] = useState<T | undefined>(undefined);
  const running = useRef(false);
  const clear = (): void => {
    setProblem(undefined);
    setResult(undefined);
  };
  const run = async (argument: A): Promise<T | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    clear();
    try {
      const value = await perform(argument);
      setResult(value);
      return value;
    } catch (error) {
      setProblem(problemFrom(error));
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, result, run, clear };
}

/** What moves money: a request with the key of its attempt, which outlives a lost answer. */
export function useMoneyMove<T>(): (path: string, body?: unknown) => Promise<Answer<T>> {
  const { api, attempts } = useSession();
  return async (path, body) => {
    const action = `${api.organization} ${path}`;
    const sending: Sending = {
      idempotencyKey: attempts.keyOf(action, body),
      ...(body === undefined ? {} : { body }),
    };
    try {
      const answer = await api.send<T>('POST', path, sending);
      attempts.settle(action, body);
      return answer;
    } catch (error) {
      if (isFinal(problemFrom(error))) attempts.settle(action, body);
      throw error;
    }
  };
}
