/** The way of one request from a function to DynamoDB and back, with everything that can happen to it there. */
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { NotRepeated, ONCE } from '../../../shared/store/table/writes.ts';
import { type Item, isItem } from '../stand-in/values.ts';
import { conflicting, type Fault, networkError, throttled } from './faults.ts';
import type { Invocation } from './scheduler.ts';
import type { World } from './world.ts';

/** How often the SDK itself tries a request that got no answer. */
const SDK_ATTEMPTS = 3;
const STALE_MILLISECONDS = 800;

/** `send` as the document client has it. */
export async function request(world: World, invocation: Invocation, command: unknown): Promise<unknown> {
  let committed = false;
  for (let attempt = 1; ; attempt += 1) {
    await world.scheduler.park(invocation);
    world.clock.advance(world.chance.below(4));
    const fault = world.faultFor(invocation, 'table');
    if (fault === 'crash-before') return world.crash(invocation);
    const trouble = fault && failureOf(fault, command);
    if (!trouble || fault === 'lost-answer') {
      // Under its request token a transaction that was committed is not committed again.
      if (!(committed && command instanceof TransactWriteCommand)) {
        const answer = outcomeOf(world, invocation, command, fault);
        if (fault === 'crash-after') return world.crash(invocation);
        if (!trouble) return outcomeAt(attempt, answer);
        committed = succeeded(answer);
      } else if (!trouble) return {};
    }
    const again = !/^Transaction(Canceled|Conflict)/.test(trouble.name) && world.chance.happens(0.5);
    if (isOnce(command)) throw new NotRepeated(trouble);
    if (!again || attempt === SDK_ATTEMPTS) throw atAttempt(attempt, trouble);
  }
}

/** A command that is marked so is not repeated. */
function isOnce(command: unknown): boolean {
  if (!(command instanceof UpdateCommand)) return false;
  return command.middlewareStack.identify().some((name) => name.startsWith(ONCE));
}

/** As the SDK does, an error says at which attempt it came. */
function outcomeAt(attempt: number, answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    throw atAttempt(attempt, error);
  }
}

function atAttempt(attempt: number, error: unknown): unknown {
  return error instanceof Error ? Object.assign(error, { $metadata: { attempts: attempt } }) : error;
}

function failureOf(fault: Fault, command: unknown): Error | undefined {
  const isTransaction = command instanceof TransactWriteCommand || command instanceof TransactGetCommand;
  const writes = isTransaction ? (command.input.TransactItems?.length ?? 0) : undefined;
  if (fault === 'lost-request' || fault === 'lost-answer') return networkError();
  if (fault === 'throttle') return throttled(writes);
  return fault === 'conflict' && (isTransaction || isWrite(command)) ? conflicting(writes) : undefined;
}

function isWrite(command: unknown): boolean {
  return !/Get|Query|Batch/.test(command?.constructor.name ?? '');
}

/** Performs it now. The caller decides whether the result or the error reaches the function. */
function outcomeOf(
  world: World,
  invocation: Invocation,
  command: unknown,
  fault: Fault | undefined,
): () => unknown {
  try {
    const narrowed = fault === 'partial' ? withoutLast(command) : { command, rest: {} };
    const answer = world.perform(invocation, narrowed.command);
    const result = { ...Object(answer), ...narrowed.rest };
    const seen = fault === 'stale' ? staleAnswer(world, invocation, command, result) : result;
    remember(invocation, command, seen);
    return () => seen;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function succeeded(answer: () => unknown): boolean {
  try {
    answer();
    return true;
  } catch {
    return false;
  }
}

/** A batch whose last item DynamoDB leaves unprocessed. */
function withoutLast(command: unknown): { command: unknown; rest: Item } {
  if (command instanceof BatchGetCommand) {
    const [[table, { Keys = [], ...options } = {}] = ['']] = Object.entries(command.input.RequestItems ?? {});
    if (Keys.length < 2) return { command, rest: {} };
    const kept = new BatchGetCommand({ RequestItems: { [table]: { ...options, Keys: Keys.slice(0, -1) } } });
    return { command: kept, rest: { UnprocessedKeys: { [table]: { ...options, Keys: Keys.slice(-1) } } } };
  }
  if (command instanceof BatchWriteCommand) {
    const [[table, puts] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
    if (puts.length < 2) return { command, rest: {} };
    const kept = new BatchWriteCommand({ RequestItems: { [table]: puts.slice(0, -1) } });
    return { command: kept, rest: { UnprocessedItems: { [table]: puts.slice(-1) } } };
  }
  if (command instanceof BatchExecuteStatementCommand) {
    const statements = command.input.Statements ?? [];
    if (statements.length < 2) return { command, rest: {} };
    const kept = new BatchExecuteStatementCommand({ Statements: statements.slice(0, -1) });
    const Responses = [...statements.slice(0, -1).map(() => ({})), { Error: { Code: 'ThrottlingError' } }];
    return { command: kept, rest: { Responses } };
  }
  return { command, rest: {} };
}

/** What an eventually consistent read may still answer shortly after a write. */
function staleAnswer(world: World, invocation: Invocation, command: unknown, answer: Item): Item {
  if (command instanceof GetCommand && !command.input.ConsistentRead) {
    const earlier = world.earlier(command.input.TableName, command.input.Key, STALE_MILLISECONDS);
    if (!earlier) return answer;
    invocation.isDisturbed = true;
    return earlier.item ? { Item: earlier.item } : {};
  }
  if (!(command instanceof BatchGetCommand)) return answer;
  const [[table, { Keys = [], ConsistentRead = false } = {}] = ['']] = Object.entries(
    command.input.RequestItems ?? {},
  );
  if (ConsistentRead) return answer;
  const items = Keys.flatMap((key) => {
    const earlier = world.earlier(table, key, STALE_MILLISECONDS);
    if (earlier) invocation.isDisturbed = true;
    return (earlier ? earlier.item : world.item(table, key)) ?? [];
  });
  return { ...answer, Responses: { [table]: items } };
}

function remember(invocation: Invocation, command: unknown, answer: Item): void {
  if (!(command instanceof GetCommand) && !(command instanceof BatchGetCommand)) return;
  const items = [answer.Item, ...Object.values(Object(answer.Responses)).flat()].filter(isItem);
  for (const item of items) invocation.reads.set(`${String(item.pk)} ${String(item.sk)}`, item);
}
