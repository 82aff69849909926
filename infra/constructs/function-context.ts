import { Aws } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { FunctionName, ScheduleName } from '../../shared/contract/environment.ts';
import type { DomainEventBus } from './event-bus.ts';
import type { PaymentSettings } from './payment-settings.ts';
import { ScheduledFunction, type ScheduledFunctionProps } from './scheduled-function.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import type { Settings } from './settings.ts';
import type { SignIn } from './sign-in.ts';
import { readItems, writeItems } from './table-grants.ts';

export interface FunctionContextProps {
  readonly ledger: TableV2;
  readonly calls: TableV2;
  readonly files: IBucket;
  readonly payments: PaymentSettings;
  readonly bus: DomainEventBus;
  readonly notify: ITopic;
  readonly settings: Settings;
  readonly signIn: SignIn;
}

/** What the definitions of the functions have in common: parts of their environments, and sets of grants. */
export function prepareFunctions(scope: Construct, props: FunctionContextProps) {
  const { ledger, calls, files, payments, settings, signIn } = props;
  const ledgerName = { LEDGER_TABLE: ledger.tableName, RETENTION: settings.RETENTION };
  const paying = {
    ...payments.environment,
    DEPLOYMENT_NAME: settings.DEPLOYMENT_NAME || `${Aws.STACK_NAME}-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
  };
  const funding = {
    MINIMUM_FUNDING: settings.MINIMUM_FUNDING,
    MAXIMUM_FUNDING: settings.MAXIMUM_FUNDING,
    DEFAULT_MONTHLY_CAP: settings.DEFAULT_MONTHLY_CAP,
    FUNDING_LIMITS: settings.FUNDING_LIMITS,
    RECHARGES_PER_HOUR: settings.RECHARGES_PER_HOUR,
    RETURN_ORIGINS: `${settings.CONSOLE_URL} ${settings.RETURN_ORIGINS}`.trim(),
  };
  const papers = {
    SELLER: settings.SELLER,
    TAX_PROVIDER: settings.TAX_PROVIDER,
    TAX_RATES: settings.TAX_RATES,
    TAX_DUE: settings.TAX_DUE,
  };
  return {
    ...props,
    /** Makes a function of the stack. */
    add: <F extends FunctionName>(name: F, definition: Omit<ServiceFunctionProps<F>, 'name' | 'notify'>) =>
      new ServiceFunction<F>(scope, { ...definition, name, notify: props.notify }),
    /** Makes a function that a schedule starts. */
    addScheduled: <F extends ScheduleName>(
      name: F,
      definition: Omit<ScheduledFunctionProps<F>, 'name' | 'notify'>,
    ) => new ScheduledFunction<F>(scope, { ...definition, name, notify: props.notify }),
    environments: {
      ledger: ledgerName,
      tables: { ...ledgerName, CALLS_TABLE: calls.tableName },
      files: { FILES_BUCKET: files.bucketName },
      payments: { ...ledgerName, ...paying },
      papers,
      paidFunding: { ...ledgerName, ...paying, ...funding, ...papers },
      grants: { ...funding, GRANTS_SPENT: settings.GRANTS_SPENT },
      leases: {
        LEASE_SECONDS: settings.LEASE_SECONDS,
        MAXIMUM_LEASE_SECONDS: settings.MAXIMUM_LEASE_SECONDS,
        HOLD_GRACE_SECONDS: settings.HOLD_GRACE_SECONDS,
      },
      grace: { SETTLEMENT_GRACE_HOURS: settings.SETTLEMENT_GRACE_HOURS },
      warnings: { WARN_DAYS: settings.WARN_DAYS },
      monthly: { MONTHLY_EXPORTS: settings.MONTHLY_EXPORTS },
      signIn: signIn.signIn,
      signInOrigins: signIn.origins,
      userPool: signIn.pool,
      machines: signIn.machines,
      identity: { TOKEN_CLAIMS: settings.TOKEN_CLAIMS, FAIR_SHARE: settings.FAIR_SHARE },
    },
    changeLedger: [readItems(ledger), writeItems(ledger, 'PutItem', 'UpdateItem')],
  };
}

export type FunctionContext = ReturnType<typeof prepareFunctions>;
