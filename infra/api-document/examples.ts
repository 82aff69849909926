/** The examples of the rows, where the document has them. */
import type { oas32 } from 'zod-openapi';
import type { NamedRoute } from '../../shared/contract/routes/all.ts';
import type { Example } from '../../shared/contract/routes/route.ts';

/** The example of a row, with the status of its answer. */
export function exampleOf(route: NamedRoute): (Example & { readonly status: number }) | undefined {
  const lowest = Math.min(...Object.keys(route.answers()).map(Number));
  const example = route.example?.();
  return example && { ...example, status: example.status ?? lowest };
}

type Parameter = oas32.ParameterObject | oas32.ReferenceObject;

/** The parameters with their values in the example, which schemas that several routes share cannot have. */
export function withExamples(parameters: readonly Parameter[], route: NamedRoute): Parameter[] {
  const { params, query } = exampleOf(route) ?? {};
  return parameters.map((parameter) => {
    if ('$ref' in parameter) return parameter;
    const values = parameter.in === 'path' ? params : parameter.in === 'query' ? query : undefined;
    const value = values?.[parameter.name];
    return value === undefined ? parameter : { ...parameter, example: asWritten(parameter, value) };
  });
}

/** In an address all values are text; a number stands for itself in an example. */
function asWritten({ schema }: oas32.ParameterObject, value: string): string | number {
  const isNumber = typeof schema === 'object' && 'type' in schema && schema.type === 'integer';
  return isNumber ? Number(value) : value;
}
