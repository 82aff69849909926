/** Resolves CloudFormation's intrinsic functions, as far as a synthesized template of this app uses them. */

/** The values that intrinsic functions refer to; undefined for a name that the template does not have. */
export interface TemplateValues {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): string | undefined;
  importValue(name: string): unknown;
  /** The definition of a condition of the template, unresolved. */
  condition(name: string): unknown;
}

/** What `AWS::NoValue` resolves to: the property is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** The value with every intrinsic function in it replaced. Throws on one it does not know. */
export function resolve(value: unknown, values: TemplateValues): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, values)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry && others.length === 0 && isIntrinsic(entry[0]))
    return resolveIntrinsic(entry[0], entry[1], values);
  const members = Object.entries(value).map(([key, item]) => [key, resolve(item, values)] as const);
  return Object.fromEntries(members.filter(([, item]) => item !== NO_VALUE));
}

/** Whether the condition of this name holds. */
export function holds(name: string, values: TemplateValues): boolean {
  const definition = values.condition(name);
  if (definition === undefined) throw new Error(`The template has no condition ${name}`);
  return resolve(definition, values) === true;
}

const isIntrinsic = (key: string): boolean => key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');

function resolveIntrinsic(name: string, argument: unknown, values: TemplateValues): unknown {
  switch (name) {
    case 'Ref':
      return known(values.ref(String(argument)), `Ref ${String(argument)}`);
    case 'Condition':
      // `Condition` is also the key of a policy statement's conditions, which is not an intrinsic function.
      return typeof argument === 'string'
        ? holds(argument, values)
        : { Condition: resolve(argument, values) };
    case 'Fn::GetAtt': {
      const [logicalId = '', attribute = ''] = Array.isArray(argument)
        ? argument.map(String)
        : splitOnce(argument);
      return known(values.attribute(logicalId, attribute), `Fn::GetAtt ${logicalId}.${attribute}`);
    }
    case 'Fn::ImportValue': {
      const imported = String(resolve(argument, values));
      return known(values.importValue(imported), `Fn::ImportValue ${imported}`);
    }
    case 'Fn::Sub':
      return substitute(argument, values);
    case 'Fn::If': {
      const [condition, yes, no] = list(argument, name);
      return resolve(holds(String(condition), values) ? yes : no, values);
    }
    default:
      return resolveOperator(name, list(resolve(argument, values), name));
  }
}

function resolveOperator(name: string, operands: readonly unknown[]): unknown {
  switch (name) {
    case 'Fn::Join':
      return list(operands[1], name).map(String).join(String(operands[0]));
    case 'Fn::Select':
      return list(operands[1], name)[Number(operands[0])];
    case 'Fn::Split':
      return String(operands[1]).split(String(operands[0]));
    case 'Fn::Equals':
      return operands[0] === operands[1];
    case 'Fn::Not':
      return operands[0] !== true;
    case 'Fn::And':
      return operands.every((operand) => operand === true);
    case 'Fn::Or':
      return operands.includes(true);
    default:
      throw new Error(`${name} is not supported by the local stack`);
  }
}

function substitute(argument: unknown, values: TemplateValues): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_match, escaped: string, name: string) => {
    if (escaped) return `\${${name}}`;
    if (name in own) return String(resolve(own[name], values));
    return String(resolveIntrinsic(name.includes('.') ? 'Fn::GetAtt' : 'Ref', name, values));
  });
}

function splitOnce(argument: unknown): [string, string] {
  const text = String(argument);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name} takes a list`);
  return value;
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not in the template`);
  return value;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
