/** What a later document of the same major version does not do: each rule protects clients that are deployed. */

/** Each says what is refused. `request` and `answer` say on which side of a client the schema is. */
export const RULES = {
  'operation-removed': 'an operation that clients call',
  'operation-id-changed': 'the name of an operation in generated clients',
  'schema-name-removed': 'the name of a schema in generated clients',
  'scope-removed': 'a scope that was enough for an operation, or that it needed no token',
  'parameter-removed': 'a parameter that clients send',
  'parameter-required': 'a parameter that clients do not send is required',
  'body-required': 'a body that clients do not send is required',
  'body-type-removed': 'a media type in which clients send a body',
  'status-removed': 'the status of an answer that clients expect',
  'representation-removed': 'a media type in which clients receive an answer',
  'header-removed': 'a header of an answer that clients read',
  'request-member-removed': 'a member that clients send',
  'request-member-required': 'a member that clients do not send is required',
  'request-type-narrowed': 'a type of values that clients send',
  'request-values-removed': 'a value of an enumeration that clients send',
  'request-format-changed': 'the format or the pattern of what clients send',
  'request-bounds-tightened': 'a bound that clients keep to',
  'request-member-dependent': 'a member that clients send is refused without another',
  'request-default-changed': 'what a value means that clients leave out',
  'answer-member-removed': 'a member that clients read',
  'answer-member-optional': 'a member is left out that clients rely on',
  'answer-type-widened': 'a type of values that clients do not expect, such as null',
  'answer-values-added':
    'a value of an enumeration that clients do not know, unless it is marked `x-may-grow`',
  'answer-format-changed': 'the format or the pattern of what clients read',
  'answer-bounds-widened': 'a bound that clients rely on',
} as const;

export type Rule = keyof typeof RULES;

/** A change that breaks a rule, and where: `GET /health: 200 application/json $.status`. */
export interface BreakingChange {
  readonly rule: Rule;
  readonly at: string;
}
