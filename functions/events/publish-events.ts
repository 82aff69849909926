import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { MAXIMUM_ATTEMPTS, REQUEST_TIMEOUTS } from '../../shared/contract/timeouts.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { publishChanges } from './publish-changes.ts';

const environment = environmentOf('publish-events');

export const handler = streamHandler(
  publishChanges({
    bus: new EventBridgeClient({ requestHandler: REQUEST_TIMEOUTS, maxAttempts: MAXIMUM_ATTEMPTS }),
    busName: environment.EVENT_BUS,
  }),
);
