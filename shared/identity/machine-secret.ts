/** The secret of the one client of the user pool with which this service asks for the tokens of programs. */
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';

interface MachineClient {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Asks the pool for it at the first use, and again after a failure. */
export function machineSecret({ userPoolId, clientId }: MachineClient): () => Promise<string> {
  const pool = new CognitoIdentityProviderClient();
  let reading: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const command = new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId });
    const secret = (await pool.send(command)).UserPoolClient?.ClientSecret;
    if (secret === undefined) throw new Error(`the client ${clientId} has no secret`);
    return secret;
  };
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}
