import { CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { STREAM_FILTERS } from '../shared/contract/tables.ts';
import { AuditAlarm } from './constructs/audit-alarm.ts';
import { addScheduleFunctions, addStreamFunctions } from './constructs/background-functions.ts';
import { FactsBus } from './constructs/event-bus.ts';
import { type FunctionContext, prepareFunctions } from './constructs/function-context.ts';
import { ServiceHttpApi } from './constructs/http-api.ts';
import { addHttpFunctions } from './constructs/http-functions.ts';
import { PaymentSettings } from './constructs/payment-settings.ts';
import { Schedules } from './constructs/schedules.ts';
import { StreamReader } from './constructs/stream-reader.ts';

export interface ServiceStackProps extends StackProps {
  readonly ledger: TableV2;
  readonly calls: TableV2;
}

/** Everything that can be taken down and deployed again without losing a fact. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { ledger, calls } = props;
    const payments = new PaymentSettings(this);
    const bus = new FactsBus(this, 'Facts');
    // Whoever is on duty subscribes to this topic.
    const notify = new Topic(this, 'Alarms', { enforceSSL: true });
    const functions = new Construct(this, 'Functions');
    const context = prepareFunctions(functions, { ledger, calls, payments, bus, notify });

    const http = this.#addHttpApi(context);
    const recharge = this.#addStreamReaders(context);
    const sweeps = addScheduleFunctions(context);
    new Schedules(this, 'Schedules', {
      'expire-lots': { target: sweeps['expire-lots'], everyMinutes: 5 },
      'release-holds': { target: sweeps['release-holds'], everyMinutes: 5 },
      'reconcile-payments': { target: sweeps['reconcile-payments'], everyMinutes: 1 },
      'settle-stragglers': { target: sweeps['settle-stragglers'], everyMinutes: 5 },
      'close-month': { target: sweeps['close-month'], everyMinutes: 60 },
      'warn-expiring': { target: sweeps['warn-expiring'], everyMinutes: 60 },
      'run-license-jobs': { target: sweeps['run-license-jobs'], everyMinutes: 1 },
      'audit-organizations': { target: sweeps['audit-organizations'], everyMinutes: 60 },
    });
    new AuditAlarm(this, 'Audit', { logGroup: sweeps['audit-organizations'].logGroup, notify });
    payments.grantSecret([
      http.organizations,
      http.purchases,
      http.webhooks,
      recharge,
      sweeps['reconcile-payments'],
    ]);
    new CfnOutput(this, 'EventBusName', { value: bus.name });
    new CfnOutput(this, 'AlarmTopicArn', { value: notify.topicArn });
  }

  #addHttpApi(context: FunctionContext) {
    const functions = addHttpFunctions(context);
    const issuer = new CfnParameter(this, 'JwtIssuer', {
      description: 'Issuer of the tokens: an https URL with an OpenID configuration.',
    });
    const audience = new CfnParameter(this, 'JwtAudience', {
      description: 'Audience that a token must name.',
    });
    const api = new ServiceHttpApi(this, 'Http', {
      functions,
      issuer: issuer.valueAsString,
      audience: audience.valueAsString,
      notify: context.notify,
    });
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    return functions;
  }

  /** A stream serves two readers at most. Returns the function that charges recharges. */
  #addStreamReaders(context: FunctionContext) {
    const { ledger, calls, notify } = context;
    const functions = addStreamFunctions(context);
    new StreamReader(this, 'SettleCalls', {
      reader: functions.settle,
      table: calls,
      filter: STREAM_FILTERS.settle,
      // Few, large batches: one organization's account item is written once per batch.
      batchSize: 500,
      batchWindowSeconds: 1,
      retries: 5,
      maximumAgeHours: 6,
      impact: 'Some finished calls are charged late, by the straggler sweep.',
      notify,
    });
    new StreamReader(this, 'RechargeAccounts', {
      reader: functions['auto-recharge'],
      table: ledger,
      filter: STREAM_FILTERS['auto-recharge'],
      batchSize: 10,
      batchWindowSeconds: 0,
      // One slow payment must not hold up the recharges of other organizations.
      parallelBatches: 10,
      retries: 5,
      maximumAgeHours: 1,
      impact: 'Some balances are recharged late, so paid calls may be refused.',
      notify,
    });
    const published = {
      reader: functions['publish-events'],
      batchSize: 100,
      batchWindowSeconds: 0,
      retries: 10,
      maximumAgeHours: 23,
      impact: 'Subscribers of the event bus miss facts; no money is affected.',
      notify,
    };
    const ofLedger = STREAM_FILTERS['publish-ledger-events'];
    const ofCalls = STREAM_FILTERS['publish-call-events'];
    new StreamReader(this, 'PublishLedgerEvents', { ...published, table: ledger, filter: ofLedger });
    new StreamReader(this, 'PublishCallEvents', { ...published, table: calls, filter: ofCalls });
    return functions['auto-recharge'];
  }
}
