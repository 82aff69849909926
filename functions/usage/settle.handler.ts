import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { connect } from '../../shared/store/table/database.ts';
import { settleChanges } from './settle.ts';

const environment = environmentOf('settle');
const graceHours = environment.SETTLEMENT_GRACE_HOURS;

export const handler = streamHandler(settleChanges({ db: connect(environment), graceHours, now }));
