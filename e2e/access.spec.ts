import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { ProductPage } from './page.ts';

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.any[0]?.message ?? ''})`).join(', ')}`);
}

for (const theme of ['light', 'dark', 'contrast'])
  for (const language of ['en', 'ja'])
    test(`no violations, whatever is open: ${theme}, ${language}`, async ({ page }) => {
      test.slow();
      const product = new ProductPage(page);
      await product.open(`./?theme=${theme}&lang=${language}&motion=reduce`);
      await page.keyboard.press('k');
      expect.soft(await violations(page), 'the page as it opens').toEqual([]);
      await page.keyboard.press('e');
      const editor = page.locator('.cm-content');
      await editor.click();
      await page.keyboard.insertText('kind: Pod\nmetadata:\n  nme: a\n');
      await page.keyboard.press('Escape');
      await expect(page.locator('.cm-lintRange').first()).toBeVisible();
      await product.row(/^(Node |ノード)node-1/).focus();
      await page.keyboard.press('Enter');
      await expect(page.locator('.tab-list')).toBeVisible();
      await page.locator('.tab-list [role="tab"]').nth(1).click();
      await expect(page.locator('.thread').first()).toBeVisible();
      expect.soft(await violations(page), 'editor, inspector, the thread of cause').toEqual([]);
      await page.keyboard.press('Control+k');
      await expect(page.locator('[cmdk-item]').first()).toBeVisible();
      expect.soft(await violations(page), 'the palette').toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
      await page.keyboard.press('t');
      await page.keyboard.type('kubectl get pods');
      await page.keyboard.press('Enter');
      await expect(page.locator('.xterm-rows')).toContainText('RESTARTS');
      expect.soft(await violations(page), 'the terminal').toEqual([]);
      await page.keyboard.press('Escape');
      await page
        .locator('header')
        .getByRole('button', { name: /^(Troubles|障害)/ })
        .click();
      await page.locator('.fault-name').first().click();
      await expect(page.locator('.fault-does')).toBeVisible();
      expect.soft(await violations(page), 'troubles').toEqual([]);
      await page
        .locator('header')
        .getByRole('button', { name: /^(How true|どこまで本物)/ })
        .click();
      await expect(page.locator('.side li').first()).toBeVisible();
      expect.soft(await violations(page), 'how true is this').toEqual([]);
      await product.open(`./?theme=${theme}&lang=${language}&motion=reduce&lesson=deployment`);
      await expect(page.locator('.lesson-title')).toBeVisible();
      expect.soft(await violations(page), 'a lesson').toEqual([]);
      product.clean();
    });

test('everything by keyboard alone', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await page.keyboard.press('Space');
  await expect(product.button('Play')).toBeVisible();
  const before = await product.clock();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => product.clock()).not.toBe(before);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await expect(page.locator('[role="status"].visually-hidden')).toContainText('revision');

  // From the address bar: skip to the stage, into the tree, to a node, open it.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the stage' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(product.rows.first()).toBeFocused();
  await product.row(/Node node-1/).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Node node-1' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Look inside' })).toBeVisible();

  // A command by the palette, the editor there and back, help, language.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Deployment default web');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Deployment web' })).toBeVisible();
  await product.button('Scale…').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await page.keyboard.press('k');
  await expect(product.row(/Cluster: 4 nodes, 4 pods/)).toBeAttached();
  await page.locator('body').press('e');
  await expect(page.getByRole('textbox', { name: 'YAML editor' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('l');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  product.clean();
});

for (const address of ['./?lang=ja', './?lang=en&lesson=deployment', './?lang=ja&scenario=volumes'])
  test(`nothing stands outside of a narrow screen: ${address}`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const product = new ProductPage(page);
    await product.open(address);
    const outside = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('header *, footer *, aside *, .drawer *, .dock *')]
          .filter((element) => {
            const box = element.getBoundingClientRect();
            const scrolls = element.closest('.tab-list, .cm-scroller, .yaml-lines, .terminal');
            return !scrolls && box.width > 1 && box.height > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5);
          })
          .map((element) => `${element.tagName} ${element.className}`),
      );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await outside()).toEqual([]);
    await page.locator('header .button').first().click();
    await expect(page.locator('.cm-content')).toBeVisible();
    expect(await outside()).toEqual([]);
    await page.locator('header .button').nth(1).click();
    await expect(page.locator('.xterm-rows')).toContainText('$');
    expect(await outside()).toEqual([]);
    product.clean();
  });
