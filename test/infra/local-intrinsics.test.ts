import { describe, expect, test } from '@jest/globals';
import { resolveResources } from '../../infra/local/template/assembly.ts';
import { resolve, type TemplateValues } from '../../infra/local/template/intrinsics.ts';

/** A variable of `Fn::Sub`. */
const variable = (name: string): string => `\${${name}}`;

const values: TemplateValues = {
  ref: (name) => ({ Table: 'stack-Table', Mode: 'sandbox', 'AWS::Region': 'eu-west-1', Empty: '' })[name],
  attribute: (id, attribute) => (id === 'Table' ? `arn:table/${attribute}` : undefined),
  importValue: (name) => (name === 'other:export' ? 'imported' : undefined),
  condition: (name) => ({ IsSandbox: { 'Fn::Equals': [{ Ref: 'Mode' }, 'sandbox'] } })[name],
};

describe('Intrinsic functions of a template', () => {
  test.each([
    ['Ref', { Ref: 'Table' }, 'stack-Table'],
    ['Ref to an empty parameter', { Ref: 'Empty' }, ''],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'arn:table/StreamArn'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:table/Arn'],
    ['Fn::Join', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 'b']] }, 'a/stack-Table/b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `${variable('AWS::Region')}-${variable('Table.Arn')}` },
      'eu-west-1-arn:table/Arn',
    ],
    ['Fn::Sub that is escaped', { 'Fn::Sub': variable('!kept') }, variable('kept')],
    ['Fn::Sub with its own names', { 'Fn::Sub': [`${variable('x')}!`, { x: { Ref: 'Mode' } }] }, 'sandbox!'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'other:export' }, 'imported'],
    ['Fn::If', { 'Fn::If': ['IsSandbox', { Ref: 'Mode' }, 'no'] }, 'sandbox'],
    ['Fn::Not', { 'Fn::Not': [{ Condition: 'IsSandbox' }] }, false],
    ['Fn::And', { 'Fn::And': [{ Condition: 'IsSandbox' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
    ['Fn::Or', { 'Fn::Or': [{ Condition: 'IsSandbox' }, { 'Fn::Equals': ['a', 'b'] }] }, true],
    ['nothing to resolve', { a: [1, true, null, 'text'] }, { a: [1, true, null, 'text'] }],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value, values)).toEqual(expected);
  });

  test.each([
    ['an unknown reference', { Ref: 'Unknown' }],
    ['an unknown attribute', { 'Fn::GetAtt': ['Unknown', 'Arn'] }],
    ['an export that is not there', { 'Fn::ImportValue': 'nothing' }],
    ['a condition that is not there', { 'Fn::If': ['Unheard', 1, 2] }],
    ['a function that is not supported', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
  ])('%s is an error, not an empty value', (_name, value) => {
    expect(() => resolve(value, values)).toThrow();
  });
});

describe('Resources of an assembly', () => {
  const template = (resources: Record<string, object>) => ({
    Parameters: { Name: { Default: 'by default' }, Needed: {} },
    Conditions: { HasName: { 'Fn::Equals': [{ Ref: 'Name' }, 'given'] } },
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [
        id,
        { Type: 'AWS::X::Y', Metadata: {}, Properties: {}, ...resource },
      ]),
    ),
    Outputs: {},
  });

  test('resources take parameters as given, or their defaults', () => {
    const templates = new Map([['S', template({ A: { Properties: { name: { Ref: 'Name' } } } })]]);
    expect(resolveResources(templates, {})[0]?.properties).toEqual({ name: 'by default' });
    expect(resolveResources(templates, { Name: 'given' })[0]?.properties).toEqual({ name: 'given' });
  });

  test('a parameter without a value is an error that names it', () => {
    const templates = new Map([['S', template({ A: { Properties: { name: { Ref: 'Needed' } } } })]]);
    expect(() => resolveResources(templates, {})).toThrow('Parameter Needed of S has no value');
  });

  test('a resource exists only when its condition holds', () => {
    const templates = new Map([['S', template({ A: { Condition: 'HasName' }, B: {} })]]);
    expect(resolveResources(templates, {}).map(({ logicalId }) => logicalId)).toEqual(['B']);
    expect(resolveResources(templates, { Name: 'given' }).map(({ logicalId }) => logicalId)).toEqual([
      'A',
      'B',
    ]);
  });

  test('a property that is AWS::NoValue is left out', () => {
    const templates = new Map([
      [
        'S',
        template({
          A: { Properties: { gone: { Ref: 'AWS::NoValue' }, kept: [1, { Ref: 'AWS::NoValue' }] } },
        }),
      ],
    ]);
    expect(resolveResources(templates, {})[0]?.properties).toEqual({ kept: [1] });
  });

  test('a reference from another stack has the same value', () => {
    const exporter = {
      ...template({ Table: {} }),
      Outputs: { Out: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Export: { Name: 'table-arn' } } },
    };
    const importer = template({ User: { Properties: { table: { 'Fn::ImportValue': 'table-arn' } } } });
    const [table, user] = resolveResources(
      new Map([
        ['Data', exporter],
        ['App', importer],
      ]),
      {},
    );
    expect(user?.properties).toEqual({ table: table?.arn });
  });
});
