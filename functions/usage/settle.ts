import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { connect } from '../../shared/store/database.ts';
import { settleChanges } from './settle-changes.ts';

export const handler = streamHandler(settleChanges({ db: connect(environmentOf('settle')), now }));
