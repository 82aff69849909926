/** The CDK app: the ledger and the people outlive the code, so the three have a stack each. */
import { App } from 'aws-cdk-lib';
import { readSettings } from './constructs/settings.ts';
import { IdentityStack } from './identity-stack.ts';
import { LedgerStack } from './ledger-stack.ts';
import { ServiceStack } from './service-stack.ts';

const app = new App();
const { ledger, calls, files } = new LedgerStack(app, 'CommunicationsCreditsLedger');
const hasUserPool = readSettings(app).ISSUER === '';
const identity = hasUserPool
  ? new IdentityStack(app, 'CommunicationsCreditsIdentity', { ledger })
  : undefined;
new ServiceStack(app, 'CommunicationsCreditsService', {
  ledger,
  calls,
  files,
  ...(identity && { identity }),
});
