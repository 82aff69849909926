/** A browser for tests of the console, where there is one: `CHROMIUM`, else where Linux distributions put it. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const named = process.env.CHROMIUM;
const executable = named ?? PLACES.find((place) => existsSync(place));

export interface BrowserSession {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: errors of scripts and violations of policies. */
  readonly complaints: string[];
}

/** Runs `tests` with one page; without a browser they are skipped, and the output says why. */
export function describeInBrowser(title: string, tests: (session: () => BrowserSession) => void): void {
  if (executable !== undefined && existsSync(executable)) {
    describe(title, () => tests(useSession(executable)));
    return;
  }
  const place = named ?? `Chromium at ${PLACES.join(', ')}`;
  process.stderr.write(`skipped: ${title}: there is no ${place} (set CHROMIUM)\n`);
  // The body would open a browser that is not there.
  test.skip(`${title} (no ${place})`, () => undefined);
}

function useSession(executablePath: string): () => BrowserSession {
  let session: BrowserSession | undefined;
  beforeAll(async () => {
    // A container has no user namespaces to build the sandbox of; the only page opened is ours.
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const complaints = listen(context);
    session = { page: await context.newPage(), context, complaints };
  });
  afterAll(async () => {
    await session?.context.browser()?.close();
  });
  return () => {
    if (!session) throw new Error('The browser runs from beforeAll on');
    return session;
  };
}

/** A refusal of the API is not an error: the page shows it. */
function listen(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return complaints;
}

/** What everybody needs, whatever they see and use: checked by hand, on the page as it is now. */
export async function expectUsable(page: Page): Promise<void> {
  expect(await page.locator('h1').count()).toBe(1);
  expect(await page.locator('main').count()).toBe(1);
  const nameless = page.locator('input, select, textarea, button, a');
  for (const element of await nameless.all()) {
    const name = await element.evaluate((node) => {
      const labels = 'labels' in node ? [...(node.labels ?? [])].map((label) => label.textContent) : [];
      return [node.getAttribute('aria-label'), ...labels, node.textContent].join('').trim();
    });
    if (name === '') throw new Error(`without a name: ${await element.evaluate((node) => node.outerHTML)}`);
  }
  for (const table of await page.locator('table').all()) {
    expect(await table.locator('caption').textContent()).not.toBe('');
    expect(await table.locator('thead th:not([scope=col]), tbody th:not([scope=row])').count()).toBe(0);
  }
}

/** How many pixels the page is wider than its window. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
