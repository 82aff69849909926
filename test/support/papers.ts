import { NO_TAX } from '../../shared/tax/none.ts';
import type { Papers } from '../../shared/tax/papers.ts';

/** Of a deployment that names no seller and decides no taxes. */
export const PLAIN_PAPERS: Papers = { tax: NO_TAX, taxDue: 'use' };
