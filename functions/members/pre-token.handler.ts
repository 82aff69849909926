import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { tokenHandler } from '../../shared/lambda/token.ts';
import { connect } from '../../shared/store/table/database.ts';
import { preToken } from './pre-token.ts';

export const handler = tokenHandler(preToken({ db: connect(environmentOf('pre-token')), now }));
