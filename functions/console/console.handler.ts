import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CONSOLE } from '../../shared/contract/routes/console.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { servePage } from './serve-page.ts';

/** Built beside this function's bundle. */
const page = readFileSync(join(import.meta.dirname, 'page.html'), 'utf8');

export const handler = httpHandler<typeof CONSOLE>({ getConsole: servePage(page) });
