import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONSOLE } from '../../shared/contract/routes/console.ts';
import { httpHandler, operation } from '../../shared/lambda/http.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { PAPER_STYLE } from '../../shared/papers/paper-style.ts';
import { servePage } from './serve-page.ts';

/** Built beside this function's bundle. */
const pageOf = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

const environment = environmentOf('console');

const consolePage = servePage({
  page: pageOf('page.html'),
  // A printable invoice opens from a blob, which inherits this policy.
  styles: [PAPER_STYLE],
  issuers: environment.SIGN_IN_ORIGINS.split(' ').filter((address) => address !== ''),
  makesHtml: false,
});
/** Its descriptions are Markdown, of this project alone; it has no token and sends no request of a reader. */
const apiPage = servePage({ page: pageOf('api-page.html'), styles: [], makesHtml: true });

export const handler = httpHandler<typeof CONSOLE>(
  {
    getConsole: operation(CONSOLE.getConsole, consolePage),
    getApiPage: operation(CONSOLE.getApiPage, apiPage),
  },
  environment,
);
