import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../shared/contract/environment.ts';
import { readRetention } from './settings.ts';

/** The bus that the domain events are published on. From its archive a late subscriber can replay a year of events, a setting. */
export class DomainEventBus extends Construct {
  readonly name: string;
  /** For the one function that publishes. */
  readonly publish: PolicyStatement;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bus = new EventBus(this, 'Bus');
    bus.archive('Archive', {
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(readRetention(this).eventsDays),
    });
    this.name = bus.eventBusName;
    this.publish = new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] });
  }
}
