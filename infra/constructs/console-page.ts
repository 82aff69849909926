import { inlinePage } from './inlined-page.ts';

/** The console, a page for administrators. */
export const buildConsolePage = (): string =>
  inlinePage({
    title: 'Communications credits',
    script: 'main.tsx',
    style: 'style/page.css',
    root: 'console',
    withoutScript: 'The console needs JavaScript.',
  });

/** The API document, for people. */
export const buildApiPage = (): string =>
  inlinePage({
    title: 'API of communications credits',
    script: 'api/main.ts',
    style: 'api/page.css',
    root: 'api',
    withoutScript:
      'This page needs JavaScript. The document that it shows is at <a href="/v1/openapi.json">/v1/openapi.json</a>.',
  });
