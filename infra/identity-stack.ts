import { CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import type { UserPool, UserPoolDomain, UserPoolResourceServer } from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { addFirstOperator, addResourceServer, People } from './constructs/people.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { readSettings } from './constructs/settings.ts';
import { readItems, writeItems } from './constructs/table-grants.ts';

export interface IdentityStackProps extends StackProps {
  readonly ledger: TableV2;
}

/** The people who sign in, and what completes their tokens. The user pool is not deleted with the stack. */
export class IdentityStack extends Stack {
  readonly people: UserPool;
  readonly domain: UserPoolDomain;
  readonly resourceServer: UserPoolResourceServer;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, { terminationProtection: true, ...props });
    const settings = readSettings(this);
    const notify = new AlarmTopic(this, 'Alarms');
    const preToken = new ServiceFunction(new Construct(this, 'Functions'), {
      name: 'pre-token',
      environment: { LEDGER_TABLE: props.ledger.tableName, RETENTION: settings.RETENTION },
      grants: [readItems(props.ledger), writeItems(props.ledger, 'PutItem', 'ConditionCheckItem')],
      impact:
        'Nobody can sign in, and sessions end within the hour; calls of machines go on until then, too.',
      notify,
      isHot: true,
      // Cognito waits for five seconds, and asks twice more.
      memoryMegabytes: 1024,
    });
    const people = new People(this, 'People', { settings, preToken });
    this.people = people.pool;
    this.domain = people.domain;
    this.resourceServer = addResourceServer(people.pool);
    const email = new CfnParameter(this, 'FirstOperatorEmail', {
      allowedPattern: '[^@\\s]+@[^@\\s]+\\.[^@\\s]+',
      description: 'E-mail address of the first operator, who is invited to sign in.',
    });
    addFirstOperator(people.pool, email.valueAsString);
    new CfnOutput(this, 'UserPoolId', { value: people.pool.userPoolId });
    new CfnOutput(this, 'SignInUrl', { value: people.domain.baseUrl() });
    new CfnOutput(this, 'SignInAlarmTopicArn', { value: notify.topicArn });
  }
}
