import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { MAX_ATTEMPTS, REQUEST_TIMEOUTS } from '../../shared/contract/timeouts.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { publishEvents } from './publish-events.ts';

const environment = environmentOf('publish-events');

export const handler = streamHandler(
  publishEvents({
    bus: new EventBridgeClient({ requestHandler: REQUEST_TIMEOUTS, maxAttempts: MAX_ATTEMPTS }),
    busName: environment.EVENT_BUS,
  }),
);
