import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

/** A text that was not found is shown as its key, `inspector.summary`. */
const KEYS = /\b(app|time|editor|welcome|inspector|act|palette|share|truth|lesson|keys|faults|script)\.[a-z][A-Za-z]+\b/;

test('only the language in use is fetched, and the switch never shows a key', async ({ page }) => {
  const product = new ProductPage(page);
  const fetched: string[] = [];
  page.on('request', (request) => {
    const [, language] = /pack-(en|ja)-[\w-]+\.js/.exec(request.url()) ?? [];
    if (language) fetched.push(language);
  });
  await product.open('./?lang=en&scenario=web');
  expect(fetched).toEqual(['en']);

  // The other language is on its way for a while: the page stays as it is.
  await page.route(/pack-ja/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await product.button('Switch to Japanese').click();
  await expect(product.button('Share').or(page.getByRole('button', { name: '共有' }))).toBeVisible();
  expect(await page.locator('body').innerText()).not.toMatch(KEYS);
  await expect(page.getByRole('button', { name: '共有' })).toBeVisible();
  expect(fetched).toEqual(['en', 'ja']);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  expect(await page.locator('body').innerText()).not.toMatch(KEYS);
});

test('a language in the address is the first one shown', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lang=ja&scenario=web');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await page.keyboard.press('l');
  await expect(product.button('Share')).toBeVisible();
  product.clean();
});
