import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

test('a message to the API server can be opened and read: request, answer, what it changed', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.act('Scale…', 'Replicas', '4');
  await product.play();
  await expect(product.fact('readyReplicas')).toHaveText('4', { timeout: 30_000 });
  await product.pause();
  await page.getByRole('tab', { name: 'Why?' }).click();
  const message = page
    .locator('.thread li')
    .filter({ hasText: /^replicaset-controller.*Reports the status of ReplicaSet web-/ })
    .first();
  await message.locator('button.who').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Answer' })).toBeVisible();
  await expect(page.getByLabel('Request').first()).toContainText(/^(PUT|PATCH) \/apis\/apps\/v1\/namespaces\/default\/replicasets\/web-\w+\/status/);
  await expect(page.getByLabel('Answer').first()).toContainText('200 OK');
  const body = page.locator('details').filter({ hasText: /^Body/ }).last();
  if ((await body.getAttribute('open')) === null) {
    await body.locator('summary').focus();
    await page.keyboard.press('Enter');
  }
  await expect(body.locator('[data-mark]').first()).toBeVisible();
  await page.getByText('The same by hand').click();
  await expect(page.getByLabel('curl', { exact: true })).toContainText('curl -k -X P');
  product.clean();
});
