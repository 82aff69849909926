/** Where the console and the command line send people to sign in. */
import type { Environment } from '../../shared/contract/environment.ts';
import { SYSTEM } from '../../shared/contract/routes/system.ts';
import { operation } from '../../shared/lambda/http.ts';

type Settings = Pick<
  Environment<'system'>,
  'ISSUER' | 'CONSOLE_CLIENT_ID' | 'CLI_CLIENT_ID' | 'CLI_REDIRECT_URIS' | 'SIGN_IN_SCOPES'
>;

export function getSignIn(settings: Settings) {
  const { ISSUER: issuer, CONSOLE_CLIENT_ID: clientId, CLI_CLIENT_ID, CLI_REDIRECT_URIS } = settings;
  const body = {
    issuer,
    clientId,
    cliClientId: CLI_CLIENT_ID === '' ? null : CLI_CLIENT_ID,
    cliRedirectUris: [...CLI_REDIRECT_URIS],
    scopes: settings.SIGN_IN_SCOPES.split(' '),
  };
  return operation(SYSTEM.getSignIn, async () => ({ status: 200, body }));
}
