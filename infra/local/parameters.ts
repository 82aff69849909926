/** The parameters of the stacks, as `cdk deploy --parameters` would be given them for a local deployment. */
export const localParameters = (gatewayUrl: string): Record<string, string> => ({
  JwtIssuer: 'https://issuer.localhost/',
  JwtAudience: 'communications-credits',
  PaymentGateway: 'sandbox',
  PaymentGatewayUrl: gatewayUrl,
});

/** Where the sandbox gateway sends its webhook events. */
export const webhookUrlOf = (url: string): string => `${url}/v1/webhooks/sandbox`;
