/** The CDK app: the ledger outlives the code, so the two have a stack each. */
import { App } from 'aws-cdk-lib';
import { LedgerStack } from './ledger-stack.ts';
import { ServiceStack } from './service-stack.ts';

const app = new App();
const data = new LedgerStack(app, 'CommunicationsCreditsLedger');
new ServiceStack(app, 'CommunicationsCreditsService', {
  ledger: data.ledger,
  calls: data.calls,
  files: data.files,
});
