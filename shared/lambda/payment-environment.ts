/** What the environment says of the payment gateway. */
import type { Environment } from '../contract/environment.ts';
import type { StripeOptions } from '../payments/stripe/connection.ts';

export type PaymentEnvironment = Pick<
  Environment<'purchases'>,
  'PAYMENT_GATEWAY' | 'PAYMENT_GATEWAY_URL' | 'PAYMENT_SECRET_ARN' | 'DEPLOYMENT_NAME'
>;

export async function stripeOptions(environment: PaymentEnvironment): Promise<StripeOptions> {
  if (!environment.PAYMENT_SECRET_ARN) throw new Error('PAYMENT_SECRET_ARN: Stripe needs its secret');
  const { createPaymentSecret } = await import('../payments/payment-secret.ts');
  return {
    secret: createPaymentSecret({ arn: environment.PAYMENT_SECRET_ARN }),
    deployment: environment.DEPLOYMENT_NAME,
    url: environment.PAYMENT_GATEWAY_URL,
  };
}
