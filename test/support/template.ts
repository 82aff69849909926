/** The synthesized templates as a reviewer asks about them: by construct, with every reference resolved. */
import { z } from 'zod';
import { type Resource, readTemplates, resolveResources } from '../../infra/local/template/assembly.ts';
import { type Deployment, readDeployment } from '../../infra/local/template/deployment.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';

const PARAMETERS = { FirstOperatorEmail: 'ada@example.com' };
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:payments-AbCdEf';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const PolicyStatement = z.object({
  Effect: z.string(),
  Action: texts,
  Resource: texts,
  Condition: z.unknown().optional(),
});
export type PolicyStatement = z.infer<typeof PolicyStatement>;
const Policy = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({ Statement: z.array(PolicyStatement) }),
});
const Role = z.object({ ManagedPolicyArns: z.array(z.string()).default([]) });

export class SynthesizedTemplates {
  readonly deployment: Deployment;
  readonly folder: string;
  readonly #resources: readonly Resource[];

  constructor(folder: string, deployment: Deployment, resources: readonly Resource[]) {
    this.folder = folder;
    this.deployment = deployment;
    this.#resources = resources;
  }

  ofType(type: string): readonly Resource[] {
    return this.#resources.filter((resource) => resource.type === type);
  }

  /** The construct path says what it is: `CommunicationsCreditsService/Functions/settle`. */
  static pathOf(resource: Resource): string {
    return String(resource.metadata['aws:cdk:path']).replace(/\/Resource$/, '');
  }

  /** Every statement of every policy of the function's role. */
  statementsOf(functionLabel: string): PolicyStatement[] {
    const role = this.ofType('AWS::IAM::Role').find((each) =>
      SynthesizedTemplates.pathOf(each).endsWith(`/${functionLabel}-role`),
    );
    if (!role) throw new Error(`${functionLabel} has no role`);
    if (Role.parse(role.properties).ManagedPolicyArns.length > 0) throw new Error('managed policy');
    return this.policies()
      .filter((policy) => policy.Roles.includes(role.ref))
      .flatMap((policy) => policy.PolicyDocument.Statement);
  }

  policies(): z.infer<typeof Policy>[] {
    return this.ofType('AWS::IAM::Policy').map((resource) => Policy.parse(resource.properties));
  }
}

/** With a payment secret unless `parameters` says otherwise. */
export async function loadTemplates(
  parameters: Readonly<Record<string, string>> = { PaymentSecretArn: SECRET_ARN },
): Promise<SynthesizedTemplates> {
  const folder = await synthesize();
  const values = { ...PARAMETERS, ...parameters };
  const resources = resolveResources(await readTemplates(folder), values);
  return new SynthesizedTemplates(folder, await readDeployment(folder, values), resources);
}
