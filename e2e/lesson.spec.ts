import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

test('the lesson plays forth and back, in both languages, beside the inspector', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lesson=deployment');
  await expect(page.getByRole('heading', { name: 'A cluster with nothing in it' })).toBeVisible();
  const next = product.button('Next');
  await product.speed('5×');
  for (const title of ['A wish is written down', 'The deployment controller acts', 'The ReplicaSet raises pods', 'One pod is taken away']) {
    await expect(next).toBeEnabled({ timeout: 60_000 });
    await next.click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  await page.getByRole('button', { name: /another name/ }).click();
  await expect(page.getByText('Right.')).toBeVisible();
  await product.button('Show me').click();
  await expect(next).toBeEnabled({ timeout: 60_000 });

  await page.locator('.side-tabs').getByRole('button', { name: 'Inspector' }).click();
  await expect(page.locator('.side h2').last()).toBeVisible();
  await page.locator('.side-tabs').getByRole('button', { name: 'Lesson' }).click();
  await product.button('Back').click();
  await expect(page.getByRole('heading', { name: 'The ReplicaSet raises pods' })).toBeVisible();
  await expect(product.row(/Cluster: 4 nodes, [0-3] pods/)).toBeAttached();
  await product.button('Switch to Japanese').click();
  await expect(page.getByRole('heading', { name: 'ReplicaSetがPodを増やす' })).toBeVisible();
  await expect(page.getByRole('button', { name: '次へ' })).toBeEnabled();
  await page.getByRole('button', { name: '次へ' }).click();
  await expect(page.locator('.lesson-title')).not.toHaveText('ReplicaSetがPodを増やす');
  product.clean();
});
