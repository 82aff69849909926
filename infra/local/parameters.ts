/** Who may do everything at the local stack. */
export const FIRST_OPERATOR = 'operator@example.com';

/** The parameters of the stacks, as `cdk deploy --parameters` would be given them for a local deployment. */
export const localParameters = (gatewayUrl: string): Record<string, string> => ({
  FirstOperatorEmail: FIRST_OPERATOR,
  PaymentGateway: 'sandbox',
  PaymentGatewayUrl: gatewayUrl,
});

/** Where the sandbox gateway sends its webhook events. */
export const webhookUrlOf = (url: string): string => `${url}/v1/webhooks/sandbox`;
