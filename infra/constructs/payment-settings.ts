import { CfnCondition, CfnParameter, CfnRule, Fn, type Stack, Validations } from 'aws-cdk-lib';
import { CfnPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** The setting by which a deployment may have the sandbox, which moves no money. The local stack needs no setting. */
export const ALLOW_SANDBOX_GATEWAY = 'allowSandboxGateway';

/** What CloudFormation lets the deployment choose. */
function gatewaysOf(stack: Stack): string[] {
  const isAllowed = String(stack.node.tryGetContext(ALLOW_SANDBOX_GATEWAY)) === 'true';
  return isAllowed ? ['stripe', 'sandbox'] : ['stripe'];
}

/** The deployment's choice of payment gateway, as parameters of the stack, and who may read its secret. */
export class PaymentSettings {
  readonly environment: {
    readonly PAYMENT_GATEWAY: string;
    readonly PAYMENT_GATEWAY_URL: string;
    readonly PAYMENT_SECRET_ARN: string;
  };
  readonly #stack: Stack;
  readonly #hasSecret: CfnCondition;

  constructor(stack: Stack) {
    const gateway = new CfnParameter(stack, 'PaymentGateway', {
      default: 'stripe',
      allowedValues: gatewaysOf(stack),
      description: 'Payment gateway that charges funding and recharges.',
    });
    const url = new CfnParameter(stack, 'PaymentGatewayUrl', {
      default: '',
      description: "Base address of the gateway, which the sandbox needs; empty means Stripe's own.",
    });
    const secret = new CfnParameter(stack, 'PaymentSecretArn', {
      default: '',
      description: 'Complete ARN of the secret { apiKey, webhookSecret }, which Stripe needs.',
    });
    Validations.of(stack).acknowledge({
      id: 'CloudFormation-Validate::W2509',
      reason: 'PaymentSecretArn names the secret; it is not the secret.',
    });
    // Otherwise the stack would deploy, and every payment fail.
    const isGiven = ({ valueAsString }: CfnParameter) =>
      Fn.conditionNot(Fn.conditionEquals(valueAsString, ''));
    new CfnRule(stack, 'StripeHasSecret', {
      ruleCondition: Fn.conditionEquals(gateway.valueAsString, 'stripe'),
      assertions: [{ assert: isGiven(secret), assertDescription: 'Stripe needs PaymentSecretArn.' }],
    });
    new CfnRule(stack, 'SandboxHasUrl', {
      ruleCondition: Fn.conditionEquals(gateway.valueAsString, 'sandbox'),
      assertions: [{ assert: isGiven(url), assertDescription: 'The sandbox needs PaymentGatewayUrl.' }],
    });
    this.#stack = stack;
    this.#hasSecret = new CfnCondition(stack, 'HasPaymentSecret', {
      expression: isGiven(secret),
    });
    this.environment = {
      PAYMENT_GATEWAY: gateway.valueAsString,
      PAYMENT_GATEWAY_URL: url.valueAsString,
      PAYMENT_SECRET_ARN: secret.valueAsString,
    };
  }

  /** Lets these functions, and no other, read the payment secret when there is one. */
  grantSecret(readers: readonly IFunction[]): void {
    const policy = new Policy(this.#stack, 'ReadPaymentSecret', {
      statements: [
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [this.environment.PAYMENT_SECRET_ARN],
        }),
      ],
    });
    for (const { role } of readers) if (role) policy.attachToRole(role);
    const resource = policy.node.defaultChild;
    if (resource instanceof CfnPolicy) resource.cfnOptions.condition = this.#hasSecret;
  }
}
