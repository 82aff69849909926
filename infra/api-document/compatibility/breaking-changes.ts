/** The changes from a released document to the current one that break a client. */
import { SchemaComparison } from './compare-schemas.ts';
import { Compared, type ComparedOperation } from './compared-document.ts';
import type { BreakingChange, Rule } from './rules.ts';

interface Documents {
  readonly released: Compared;
  readonly current: Compared;
}

interface OperationPair {
  readonly before: ComparedOperation;
  readonly after: ComparedOperation;
  readonly at: string;
}

/** The first status of problems: they are compared by their codes. */
const FIRST_PROBLEM = 400;

export function breakingChanges(documents: { released: unknown; current: unknown }): BreakingChange[] {
  const compared = { released: new Compared(documents.released), current: new Compared(documents.current) };
  const operations = compared.current.operations();
  return [
    ...[...compared.released.operations()].flatMap(([at, before]) => {
      const after = operations.get(at);
      return after ? ofOperation(compared, { before, after, at }) : [change('operation-removed', at)];
    }),
    ...ofNames(compared),
  ];
}

const change = (rule: Rule, at: string): BreakingChange => ({ rule, at });

function ofOperation(documents: Documents, pair: OperationPair): BreakingChange[] {
  const { before, after, at } = pair;
  return [
    ...(before.operationId === after.operationId ? [] : [change('operation-id-changed', at)]),
    ...ofSecurity(pair),
    ...ofParameters(documents, pair),
    ...ofBody(documents, pair),
    ...ofAnswers(documents, pair),
  ];
}

function ofSecurity({ before, after, at }: OperationPair): BreakingChange[] {
  const enough = ({ security }: ComparedOperation) => security.map((each) => JSON.stringify(each));
  if (after.security.length === 0) return [];
  const removed = enough(before).filter((each) => !enough(after).includes(each));
  return before.security.length === 0 || removed.length > 0 ? [change('scope-removed', at)] : [];
}

function ofParameters(documents: Documents, { before, after, at }: OperationPair): BreakingChange[] {
  const sent = documents.released.parametersOf(before);
  const accepted = documents.current.parametersOf(after);
  const schemas = new SchemaComparison(documents);
  const ofSent = [...sent].flatMap(([name, parameter]) => {
    const other = accepted.get(name);
    const place = `${at}: ${name}`;
    if (!other) return [change('parameter-removed', place)];
    const pair = { side: 'request', released: parameter.schema, current: other.schema, at: place } as const;
    return schemas.changes(pair);
  });
  const required = [...accepted].filter(([name, { required }]) => required && !sent.get(name)?.required);
  return [...ofSent, ...required.map(([name]) => change('parameter-required', `${at}: ${name}`))];
}

function ofBody(documents: Documents, { before, after, at }: OperationPair): BreakingChange[] {
  const schemas = new SchemaComparison(documents);
  const ofSent = Object.entries(before.requestBody?.content ?? {}).flatMap(([type, { schema: released }]) => {
    const current = after.requestBody?.content[type]?.schema;
    const place = `${at}: body ${type}`;
    if (!current) return [change('body-type-removed', place)];
    return schemas.changes({ side: 'request', released, current, at: `${place} $` });
  });
  const isRequired = after.requestBody?.required === true && before.requestBody?.required !== true;
  return [...ofSent, ...(isRequired ? [change('body-required', at)] : [])];
}

function ofAnswers(documents: Documents, { before, after, at }: OperationPair): BreakingChange[] {
  const answers = Object.entries(before.responses).filter(([status]) => Number(status) < FIRST_PROBLEM);
  const schemas = new SchemaComparison(documents);
  return answers.flatMap(([status, { content, headers }]) => {
    const other = after.responses[status];
    if (!other) return [change('status-removed', `${at}: ${status}`)];
    const removed = Object.keys(headers).filter((name) => !(name in other.headers));
    const ofContent = Object.entries(content).flatMap(([type, { schema: released }]) => {
      const current = other.content[type]?.schema;
      const place = `${at}: ${status} ${type}`;
      if (!current) return [change('representation-removed', place)];
      return schemas.changes({ side: 'answer', released, current, at: `${place} $` });
    });
    return [...removed.map((name) => change('header-removed', `${at}: ${status} ${name}`)), ...ofContent];
  });
}

/** A problem has the same members wherever its code is; a code may come and go. */
function ofNames(documents: Documents): BreakingChange[] {
  const remaining = documents.current.schemas();
  const schemas = new SchemaComparison(documents);
  return Object.entries(documents.released.schemas()).flatMap(([name, released]) => {
    const current = remaining[name];
    const isProblem = name.endsWith('Problem');
    if (!current) return isProblem ? [] : [change('schema-name-removed', name)];
    return isProblem ? schemas.changes({ side: 'answer', released, current, at: `${name} $` }) : [];
  });
}
