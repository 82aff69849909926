/**
 * The request shapes that Stripe publishes for the pinned version of its API, as the types of its package: parameters,
 * their types and the values of enums. A request of the adapter is held against them.
 */
import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';
import * as z from 'zod';

const RESOURCES = new URL('../../node_modules/stripe/esm/', import.meta.url);

/** The parts of the syntax tree that types of parameters are made of. */
const Node = z.looseObject({ type: z.string() });
type Node = z.infer<typeof Node>;

/** A declared type with the names of the namespaces that it is in. */
interface Declared {
  readonly node: Node;
  readonly scope: readonly string[];
}

const textOf = (value: unknown): string => z.looseObject({ value: z.string() }).parse(value).value;
const nodeOf = (value: unknown): Node => Node.parse(value);
const nodesOf = (value: unknown): Node[] => z.array(Node).parse(value ?? []);

/** Which file has the parameters of an operation, and their name. */
const OPERATIONS: readonly (readonly [RegExp, string, string])[] = [
  [/^POST \/v1\/payment_intents$/, 'PaymentIntents', 'PaymentIntentCreateParams'],
  [/^GET \/v1\/payment_intents$/, 'PaymentIntents', 'PaymentIntentListParams'],
  [/^GET \/v1\/payment_intents\/\w+$/, 'PaymentIntents', 'PaymentIntentRetrieveParams'],
  [/^POST \/v1\/payment_intents\/\w+\/confirm$/, 'PaymentIntents', 'PaymentIntentConfirmParams'],
  [/^POST \/v1\/payment_intents\/\w+\/cancel$/, 'PaymentIntents', 'PaymentIntentCancelParams'],
  [/^POST \/v1\/refunds$/, 'Refunds', 'RefundCreateParams'],
  [/^GET \/v1\/refunds$/, 'Refunds', 'RefundListParams'],
  [/^GET \/v1\/refunds\/\w+$/, 'Refunds', 'RefundRetrieveParams'],
  [/^POST \/v1\/customers$/, 'Customers', 'CustomerCreateParams'],
  [/^POST \/v1\/customers\/\w+$/, 'Customers', 'CustomerUpdateParams'],
  [/^GET \/v1\/customers\/\w+\/tax_ids$/, 'Customers', 'CustomerListTaxIdsParams'],
  [/^POST \/v1\/customers\/\w+\/tax_ids$/, 'Customers', 'CustomerCreateTaxIdParams'],
  [/^DELETE \/v1\/customers\/\w+\/tax_ids\/\w+$/, 'Customers', 'CustomerDeleteTaxIdParams'],
  [/^GET \/v1\/customers\/\w+\/cash_balance$/, 'Customers', 'CustomerRetrieveCashBalanceParams'],
  [/^GET \/v1\/customers\/\w+$/, 'Customers', 'CustomerRetrieveParams'],
  [/^POST \/v1\/payment_methods\/\w+\/attach$/, 'PaymentMethods', 'PaymentMethodAttachParams'],
  [/^POST \/v1\/payment_methods\/\w+\/detach$/, 'PaymentMethods', 'PaymentMethodDetachParams'],
  [/^GET \/v1\/payment_methods\/\w+$/, 'PaymentMethods', 'PaymentMethodRetrieveParams'],
  [/^POST \/v1\/checkout\/sessions$/, 'Checkout/Sessions', 'SessionCreateParams'],
  [/^GET \/v1\/checkout\/sessions\/\w+$/, 'Checkout/Sessions', 'SessionRetrieveParams'],
  [/^GET \/v1\/disputes$/, 'Disputes', 'DisputeListParams'],
];

const parsed = new Map<string, ReadonlyMap<string, Declared>>();

/** The types that a file declares, by their full names. */
function typesIn(file: string): ReadonlyMap<string, Declared> {
  const known = parsed.get(file);
  if (known) return known;
  const types = new Map<string, Declared>();
  const collect = (statements: readonly Node[], scope: readonly string[]): void => {
    for (const statement of statements) {
      const node = statement.declaration ? nodeOf(statement.declaration) : statement;
      if (node.type === 'TsModuleDeclaration') {
        collect(nodesOf(nodeOf(node.body).body), [...scope, textOf(node.id)]);
      } else if (node.type === 'TsInterfaceDeclaration' || node.type === 'TsTypeAliasDeclaration') {
        types.set([...scope, textOf(node.id)].join('.'), { node, scope });
      }
    }
  };
  const { body } = parseSync(readFileSync(new URL(`${file}.d.ts`, RESOURCES), 'utf8'), {
    syntax: 'typescript',
  });
  collect(nodesOf(body), []);
  parsed.set(file, types);
  return types;
}

const nameOf = (name: Node): string =>
  name.type === 'TsQualifiedName' ? `${nameOf(nodeOf(name.left))}.${textOf(name.right)}` : textOf(name);

class Shapes {
  readonly #types: ReadonlyMap<string, Declared>;

  constructor(file: string) {
    this.#types = new Map([...typesIn('shared'), ...typesIn(`resources/${file}`)]);
  }

  find(name: string, scope: readonly string[] = []): Declared | undefined {
    for (let depth = scope.length; depth >= 0; depth -= 1) {
      const found = this.#types.get([...scope.slice(0, depth), name].join('.'));
      if (found) return found;
    }
    return [...this.#types].find(([full]) => full.endsWith(`.${name}`))?.[1];
  }

  /** What is wrong with the value, by its place. */
  faultsOf(type: Node, scope: readonly string[], value: unknown, at: string): string[] {
    switch (type.type) {
      case 'TsKeywordType':
        return isOf(String(type.kind), value)
          ? []
          : [`${at}: ${JSON.stringify(value)} is not a ${type.kind}`];
      case 'TsLiteralType':
        return value === textOf(type.literal)
          ? []
          : [`${at}: ${JSON.stringify(value)} is not ${textOf(type.literal)}`];
      case 'TsUnionType': {
        const faults = nodesOf(type.types).map((each) => this.faultsOf(each, scope, value, at));
        return faults.some((each) => each.length === 0) ? [] : (faults[0] ?? []);
      }
      case 'TsTypeReference':
        return this.#faultsOfReference(type, scope, value, at);
      default:
        return [`${at}: a type that is not known here: ${type.type}`];
    }
  }

  #faultsOfReference(type: Node, scope: readonly string[], value: unknown, at: string): string[] {
    const name = nameOf(nodeOf(type.typeName));
    const [parameter] = type.typeParams ? nodesOf(nodeOf(type.typeParams).params) : [];
    if (name === 'OtherString') return [`${at}: ${JSON.stringify(value)} is not a value of the list`];
    if (name === 'Array' && parameter) {
      if (typeof value !== 'object' || value === null) return [`${at}: not a list`];
      return Object.entries(value).flatMap(([index, item]) =>
        this.faultsOf(parameter, scope, item, `${at}[${index}]`),
      );
    }
    if (name === 'Emptyable' && parameter)
      return value === '' ? [] : this.faultsOf(parameter, scope, value, at);
    const declared = this.find(name, scope);
    return declared ? this.faultsOfDeclared(declared, name, value, at) : [`${at}: ${name} is not declared`];
  }

  faultsOfDeclared({ node, scope }: Declared, name: string, value: unknown, at: string): string[] {
    const inner = [...scope, textOf(node.id)];
    if (node.type === 'TsTypeAliasDeclaration')
      return this.faultsOf(nodeOf(node.typeAnnotation), inner, value, at);
    if (typeof value !== 'object' || value === null) return [`${at}: not the members of ${name}`];
    const members = this.#membersOf({ node, scope });
    if (members.some(({ type }) => type === 'TsIndexSignature')) return [];
    const declared = new Map(members.map((member) => [textOf(member.key), member]));
    const given = Object.entries(value).flatMap(([key, item]) => {
      const member = declared.get(key);
      const type = member && nodeOf(nodeOf(member.typeAnnotation).typeAnnotation);
      return type ? this.faultsOf(type, inner, item, `${at}.${key}`) : [`${at}.${key}: not a parameter`];
    });
    const missing = [...declared]
      .filter(([key, { optional }]) => optional !== true && !(key in value))
      .map(([key]) => `${at}.${key}: required`);
    return [...given, ...missing];
  }

  #membersOf({ node, scope }: Declared): Node[] {
    const inherited = nodesOf(node.extends).flatMap((each) => {
      const base = this.find(textOf(each.expression), scope);
      return base ? this.#membersOf(base) : [];
    });
    return [...inherited, ...nodesOf(nodeOf(node.body).body)];
  }
}

function isOf(kind: string, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (kind === 'number') return /^-?\d+$/.test(value);
  if (kind === 'boolean') return value === 'true' || value === 'false';
  return kind === 'string';
}

interface Members {
  [name: string]: string | Members;
}

/** `a[b][0]=c` as members within members. */
export function membersOf(form: Iterable<readonly [string, string]>): Members {
  const members: Members = {};
  for (const [name, value] of form) {
    const path = name.split(/\[|\]\[?/).filter((part) => part !== '');
    const last = path.pop() ?? '';
    let place = members;
    for (const part of path) {
      const next = place[part];
      const within: Members = typeof next === 'object' ? next : {};
      place[part] = within;
      place = within;
    }
    place[last] = value;
  }
  return members;
}

/** What Stripe would refuse of a request; an operation that is not in the list is a fault, too. */
export function faultsOfRequest(operation: string, form: Iterable<readonly [string, string]>): string[] {
  const [, file = '', name = ''] = OPERATIONS.find(([pattern]) => pattern.test(operation)) ?? [];
  if (file === '') return [`${operation}: not an operation that is known here`];
  const shapes = new Shapes(file);
  const declared = shapes.find(name);
  if (!declared) return [`${name} is not published`];
  return shapes.faultsOfDeclared(declared, name, membersOf(form), operation);
}
