import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { UserPool, UserPoolDomain, UserPoolResourceServer } from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  AUDIT_DIFFERENCE,
  CARD_NOT_KEPT,
  EXPORT_DIFFERS,
  MONEY_UNCLAIMED,
  PAYMENT_DIFFERS,
  REFUND_NOT_COVERED,
  UNKNOWN_PAYMENT_OUTCOME,
  UNREADABLE_OUTBOX,
  WRONG_SIGNATURE,
} from '../shared/contract/alarmed-messages.ts';
import { DECK_INBOX, INBOX } from '../shared/contract/files.ts';
import { STREAM_FILTERS } from '../shared/contract/tables.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { addScheduleFunctions, addStreamFunctions } from './constructs/background-functions.ts';
import { DomainEventBus } from './constructs/event-bus.ts';
import { type FunctionContext, prepareFunctions } from './constructs/function-context.ts';
import { ServiceHttpApi } from './constructs/http-api.ts';
import { addHttpFunctions } from './constructs/http-functions.ts';
import { addDeckReader, addInboxReader } from './constructs/inbox-functions.ts';
import { InboxRule } from './constructs/inbox-rule.ts';
import { LogAlarm } from './constructs/log-alarm.ts';
import { PaymentSettings } from './constructs/payment-settings.ts';
import { RecordBucket } from './constructs/record-bucket.ts';
import { Schedules } from './constructs/schedules.ts';
import type { ServiceFunction } from './constructs/service-function.ts';
import { readSettings, type Settings } from './constructs/settings.ts';
import { externalSignIn, type SignIn, UserPoolSignIn } from './constructs/sign-in.ts';
import { StreamReader } from './constructs/stream-reader.ts';

export interface ServiceStackProps extends StackProps {
  readonly ledger: TableV2;
  readonly calls: TableV2;
  readonly files: IBucket;
  /** Absent where another issuer issues the tokens. */
  readonly identity?: {
    readonly people: UserPool;
    readonly domain: UserPoolDomain;
    readonly resourceServer: UserPoolResourceServer;
  };
}

/** Everything that can be deleted and deployed again without losing data. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { ledger, calls, files } = props;
    const payments = new PaymentSettings(this);
    const bus = new DomainEventBus(this, 'Facts');
    const notify = new AlarmTopic(this, 'Alarms');
    const functions = new Construct(this, 'Functions');
    const settings = readSettings(this);
    const api = new ServiceHttpApi(this, 'Http');
    const signIn = this.#addSignIn(props, { settings, apiUrl: api.url });
    const shared = { ledger, calls, files, payments, bus, notify, settings, signIn };
    const context = prepareFunctions(functions, shared);

    const http = addHttpFunctions(context);
    const { issuer, audiences } = signIn;
    api.addRoutes({ functions: http, issuer, audiences, notify });
    const { 'auto-recharge': recharge, 'publish-events': publishing } = this.#addStreamReaders(context);
    new LogAlarm(this, 'UnreadableOutbox', {
      functions: [publishing],
      message: UNREADABLE_OUTBOX,
      impact:
        'Subscribers of the event bus miss the facts of one change; the log has them as they were stored.',
      notify,
    });
    const sweeps = addScheduleFunctions(context);
    new Schedules(this, 'Schedules', sweeps);
    this.#addInboxes(context);
    const paying = [http.purchases, http.webhooks, recharge, sweeps['reconcile-payments']];
    payments.grantSecret([http.organizations, http.system, ...paying]);
    new LogAlarm(this, 'AuditDifferences', {
      functions: [sweeps['audit-organizations']],
      message: AUDIT_DIFFERENCE,
      impact:
        'The books of an organization do not agree: a balance, a lot, an invoice or a charge may be wrong.',
      notify,
    });
    new LogAlarm(this, 'ExportsThatDiffer', {
      functions: [sweeps['run-exports']],
      message: EXPORT_DIFFERS,
      impact:
        'The files of an export do not come to what the ledger has, so it gets no manifest; it is made again after an hour.',
      notify,
    });
    this.#addPaymentAlarms(paying, http.webhooks, notify);
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'EventBusName', { value: bus.name });
    new CfnOutput(this, 'AlarmTopicArn', { value: notify.topicArn });
  }

  #addInboxes(context: FunctionContext): void {
    const { files: bucket, notify } = context;
    new InboxRule(this, 'Inbox', {
      bucket,
      place: INBOX,
      reader: addInboxReader(context),
      impact: 'A file that an organization sent was not read, and nobody reads it by itself.',
      notify,
    });
    new InboxRule(this, 'DeckInbox', {
      bucket,
      place: DECK_INBOX,
      reader: addDeckReader(context),
      impact: 'A rate deck that was put into the bucket was not published, and has no result.',
      notify,
    });
  }

  /** Alarms for what the gateway does, or does not do, without any function failing. */
  #addPaymentAlarms(paying: readonly ServiceFunction[], webhooks: ServiceFunction, notify: AlarmTopic): void {
    new LogAlarm(this, 'NoWordFromGateway', {
      functions: paying,
      message: UNKNOWN_PAYMENT_OUTCOME,
      impact:
        'The payment gateway does not answer: purchases, recharges and refunds stay pending until it is asked again.',
      notify,
    });
    new LogAlarm(this, 'PaymentsThatDiffer', {
      functions: paying,
      message: PAYMENT_DIFFERS,
      impact:
        'Another sum was taken than was ordered: nothing is credited until somebody settles it at the gateway.',
      notify,
    });
    new LogAlarm(this, 'MoneyUnclaimed', {
      functions: paying,
      message: MONEY_UNCLAIMED,
      impact:
        'A customer has transferred money that no order takes: the gateway holds it until another transfer, or until somebody pays it back.',
      notify,
    });
    new LogAlarm(this, 'CardsNotKept', {
      functions: paying,
      message: CARD_NOT_KEPT,
      impact:
        'A payer entered a card that is not kept, because the organization has no room for another method.',
      notify,
    });
    new LogAlarm(this, 'RefundsNotCovered', {
      functions: [webhooks],
      message: REFUND_NOT_COVERED,
      impact:
        'More was paid back at the gateway than was left of the credits: an organization has spent money that it got back.',
      notify,
    });
    new LogAlarm(this, 'WrongSignatures', {
      functions: [webhooks],
      message: WRONG_SIGNATURE,
      impact:
        'Notices of payments are refused: chargebacks and refunds at the gateway are not booked if it is the gateway that sends them.',
      notify,
    });
  }

  #addSignIn(
    { identity }: ServiceStackProps,
    known: { readonly settings: Settings; readonly apiUrl: string },
  ): SignIn {
    return identity
      ? new UserPoolSignIn(this, 'SignIn', { ...identity, ...known })
      : externalSignIn(known.settings);
  }

  /** A stream serves two readers at most. */
  #addStreamReaders(context: FunctionContext) {
    const { ledger, calls, notify } = context;
    const functions = addStreamFunctions(context);
    new StreamReader(this, 'SettleCalls', {
      reader: functions.settle,
      table: calls,
      filter: STREAM_FILTERS.settle,
      // Small pages of one organization share the write of its account. One batch of a shard at a time: the pages of a
      // day are in one partition, so that calls as they come are settled for an account by one run after the other. Late
      // records of many days come by several shards, whose runs try again when they meet at the account.
      batchSize: 50,
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
      // No schedule finds unpublished events. They are retried for as long as the bus may be down, and then kept.
      maximumAgeHours: 6,
      keep: new RecordBucket(this, 'UnpublishedRecords'),
      impact: 'Subscribers of the event bus miss facts; no money is affected.',
      notify,
    };
    const ofLedger = STREAM_FILTERS['publish-ledger-events'];
    const ofCalls = STREAM_FILTERS['publish-call-events'];
    new StreamReader(this, 'PublishLedgerEvents', { ...published, table: ledger, filter: ofLedger });
    new StreamReader(this, 'PublishCallEvents', { ...published, table: calls, filter: ofCalls });
    return functions;
  }
}
