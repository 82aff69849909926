/** Single writes: what each would change, under its condition. */
import { meets } from './conditions.ts';
import { changeOf, type ItemChange, keyOf, type Tables } from './tables.ts';
import { Bindings, type Names } from './tokens.ts';
import { update, WrongType } from './updates.ts';
import type { Item } from './values.ts';

interface Request extends Names {
  readonly TableName?: string | undefined;
  readonly ConditionExpression?: string | undefined;
}

export type WriteRequest =
  | { readonly kind: 'put'; readonly request: Request & { readonly Item?: Item | undefined } }
  | { readonly kind: 'delete' | 'check'; readonly request: Request & { readonly Key?: Item | undefined } }
  | {
      readonly kind: 'update';
      readonly request: Request & {
        readonly Key?: Item | undefined;
        readonly UpdateExpression?: string | undefined;
      };
    };

/** `failed` when the condition does not hold; a check changes nothing. */
export interface Outcome {
  readonly change: ItemChange;
  readonly failed: boolean;
  readonly checked: boolean;
}

export function judge(tables: Tables, write: WriteRequest): Outcome {
  const { request, kind } = write;
  const table = request.TableName ?? '';
  const key = keyOf(kind === 'put' ? request.Item : request.Key);
  const before = tables.get(table, key);
  const bindings = new Bindings(request);
  const failed =
    request.ConditionExpression !== undefined && !meets(request.ConditionExpression, before, bindings);
  const checked = kind === 'check';
  try {
    const after = afterwards(write, key, before, bindings);
    bindings.requireAllUsed();
    return { change: changeOf(table, key, before, after), failed, checked };
  } catch (error) {
    if (!failed || !(error instanceof WrongType)) throw error;
    bindings.requireAllUsed('UpdateExpression' in request ? request.UpdateExpression : '');
    return { change: changeOf(table, key, before, before), failed, checked };
  }
}

function afterwards(
  write: WriteRequest,
  key: { pk: string; sk: string },
  before: Item | undefined,
  bindings: Bindings,
): Item | undefined {
  switch (write.kind) {
    case 'put':
      return write.request.Item;
    case 'update':
      return update(write.request.UpdateExpression ?? '', before ?? { ...key }, bindings);
    case 'check':
      return before;
    case 'delete':
      return undefined;
  }
}
