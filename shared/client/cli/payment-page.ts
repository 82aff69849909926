/** The pages of the payment gateway, which a person sees in the browser while a command waits. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Purchase, PurchaseDetails } from '../generated/api.ts';
import type { Session } from './session.ts';
import { endProgress, showProgress } from './terminal.ts';

const ASK_AGAIN_MILLISECONDS = 1_000;

/** The page leads back to the console of the service. */
export const addressToReturnTo = ({ url }: Pick<Session, 'url'>): string => `${url}/?returned=yes`;

/** Shows the page in the browser, and its address for a person who has none here. */
export async function showPage({ terminal }: Session, url: string): Promise<void> {
  terminal.stderr.write(`Go on at this page:\n${url}\n`);
  await terminal.openBrowser(url);
}

/**
 * The purchase when its payer has done what the gateway asked for, and the gateway has decided. Without a page there is
 * nothing to wait for: a transfer takes days.
 */
export async function awaitPayer(session: Session, purchase: Purchase): Promise<PurchaseDetails> {
  const { nextAction, id } = purchase;
  if (nextAction?.kind === 'redirect') await showPage(session, nextAction.url);
  for (;;) {
    const current = await session.organization().get('/purchases/{purchase}', { path: { purchase: id } });
    if (current.status !== 'pending' || nextAction?.kind !== 'redirect') {
      endProgress(session.terminal);
      return current;
    }
    showProgress(session.terminal, 'waiting for the payment …');
    await sleep(ASK_AGAIN_MILLISECONDS);
  }
}
