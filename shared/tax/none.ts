/** A deployment that decides no taxes. */
import type { TaxPort } from './port.ts';

export const NO_TAX: TaxPort = { taxOn: async () => undefined };
