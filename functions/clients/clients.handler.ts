import type { CLIENTS } from '../../shared/contract/routes/clients.ts';
import { machineSecret } from '../../shared/identity/machine-secret.ts';
import { machineTokens } from '../../shared/identity/machine-tokens.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { createClient, listClients, removeClient, replaceClientSecret } from './clients.ts';
import { issueToken } from './issue-token.ts';

const environment = environmentOf('clients');
const { ISSUER: issuer, USER_POOL_ID: userPoolId, MACHINE_CLIENT_ID: clientId } = environment;
const otherIssuer = userPoolId === '' ? issuer : undefined;
const deps = { db: connect(environment), now, otherIssuer };
const tokens = machineTokens({ issuer, clientId, secret: machineSecret({ userPoolId, clientId }) });

export const handler = httpHandler<typeof CLIENTS>(
  {
    listClients: listClients(deps),
    createClient: createClient(deps),
    replaceClientSecret: replaceClientSecret(deps),
    removeClient: removeClient(deps),
    issueToken: issueToken({ ...deps, tokens }),
  },
  environment,
);
