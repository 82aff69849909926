/** The middleware stack of the function that Cognito asks before it issues a token. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { log, withRequestIds } from './log.ts';

/** Cognito shows what was thrown to the person who signs in, so that it says nothing of the fault, which is logged. */
export function tokenHandler<E extends { readonly triggerSource: string }, R>(
  complete: (event: E) => Promise<R>,
) {
  const handler = middy<E, R>()
    .onError(({ error, event }) => {
      log.error('no token was issued', { triggerSource: event.triggerSource, error });
      throw new Error('Signing in is not possible at the moment. Try again.');
    })
    .handler(complete);
  return (event: E, context: Context) =>
    withRequestIds({ awsRequestId: context.awsRequestId }, () => handler(event, context));
}
