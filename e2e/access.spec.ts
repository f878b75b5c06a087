import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

for (const theme of ['light', 'dark', 'contrast'])
  for (const language of ['en', 'ja'])
    test(`no violations: ${theme}, ${language}`, async ({ page }) => {
      const product = new ProductPage(page);
      await product.open(`./?theme=${theme}&lang=${language}`);
      await page.keyboard.press('e');
      await page.locator('.cm-content').waitFor();
      await product
        .row(/web|node-1/i)
        .first()
        .focus();
      await page.keyboard.press('Enter');
      await page.waitForTimeout(500);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
      product.clean();
    });

test('everything can be reached by keyboard', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const before = await product.clock();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => product.clock()).not.toBe(before);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard');
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  product.clean();
});

test('nothing stands outside of a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const product = new ProductPage(page);
  await product.open('./?lang=ja');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  product.clean();
});
