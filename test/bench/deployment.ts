/** What would be deployed, synthesized once in a run. */
import { localParameters } from '../../infra/local/parameters.ts';
import {
  type Deployment,
  type FunctionDefinition,
  type MappingDefinition,
  readDeployment,
} from '../../infra/local/template/deployment.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';

let synthesized: Promise<Deployment> | undefined;

export function deployment(): Promise<Deployment> {
  synthesized ??= synthesize().then((folder) =>
    readDeployment(folder, localParameters('http://127.0.0.1:1')),
  );
  return synthesized;
}

export async function functionLabelled(label: string): Promise<FunctionDefinition> {
  const { functions } = await deployment();
  const found = functions.find((each) => each.label === label);
  if (!found) throw new Error(`no function ${label}`);
  return found;
}

/** How a function reads its stream. */
export async function mappingOf(label: string): Promise<MappingDefinition> {
  const { mappings } = await deployment();
  const { name, arn } = await functionLabelled(label);
  const found = mappings.find(({ FunctionName }) => FunctionName === name || FunctionName === arn);
  if (!found) throw new Error(`${label} reads no stream`);
  return found;
}
