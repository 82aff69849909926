import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../../../../shared/client/requests.ts';
import { isFinal } from '../api/attempt.ts';
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

/** What moves money: a request with the key of its attempt, which outlives a lost answer. `action` and `body` name the attempt. */
export function useMoneyMove(): <B>(
  action: string,
  body: unknown,
  send: (sending: { readonly idempotencyKey: string }) => Promise<Answer<B>>,
) => Promise<Answer<B>> {
  const { api, attempts } = useSession();
  return async (action, body, send) => {
    const attempt = `${api.id} ${action}`;
    try {
      const answer = await send({ idempotencyKey: attempts.keyOf(attempt, body) });
      attempts.settle(attempt, body);
      return answer;
    } catch (error) {
      if (isFinal(problemFrom(error))) attempts.settle(attempt, body);
      throw error;
    }
  };
}
