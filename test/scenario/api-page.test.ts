/** The API document, read in a browser. */
import { expect, test } from '@jest/globals';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useLocalStack } from '../support/local-stack.ts';

describeInBrowser('the page of the API document', (tab) => {
  const stack = useLocalStack(async () => undefined);

  test.each(['light', 'dark'] as const)(
    'shows every operation within its policy, and asks no other host for anything: %s',
    async (colorScheme) => {
      const { page, complaints } = tab();
      const hosts = new Set<string>();
      page.on('request', (request) => {
        if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin);
      });
      await page.emulateMedia({ colorScheme });
      await page.goto(`${stack().url}/v1/docs`);
      await page.getByRole('heading', { level: 1, name: /Communications credits/ }).waitFor();
      await page.locator('.opblock').first().waitFor();
      expect(await page.locator('.opblock').count()).toBe(ALL_ROUTES.length);
      const quote = page.locator('#operations-rates-quoteCall');
      await quote
        .getByRole('button', { name: /quotes/ })
        .first()
        .click();
      await quote.getByText('The organization, by the id').first().waitFor();
      const isDark = await page.evaluate<boolean>('document.documentElement.matches(".dark-mode")');
      expect(isDark).toBe(colorScheme === 'dark');
      expect([...hosts]).toEqual([stack().url]);
      expect(complaints).toEqual([]);
    },
  );
});
