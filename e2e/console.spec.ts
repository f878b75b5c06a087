import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

test('the REST console, by keyboard: completed, sent, seen, taken back', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=rolling-update');
  await page.keyboard.press('r');
  const path = page.getByRole('combobox', { name: 'Path and query' });
  await expect(path).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  // A word and Enter mean the first that it stands for.
  await page.keyboard.type('deploy');
  await page.keyboard.press('Enter');
  await expect(path).toHaveValue('/apis/apps/v1/namespaces/default/deployments');
  await expect(page.locator('.console-options li')).toHaveCount(0);
  await page.keyboard.type('/');
  const option = page.getByRole('option', { name: '/apis/apps/v1/namespaces/default/deployments/web', exact: true });
  await expect(option).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(path).toHaveValue('/apis/apps/v1/namespaces/default/deployments/web');
  await page.keyboard.press('Enter');
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.getByRole('status')).toContainText('200 OK');
  await expect(answer.getByRole('textbox', { name: 'Body of the answer' })).toContainText('apiVersion: apps/v1');

  // A patch, and its lines for kubectl and curl.
  await page.getByRole('combobox', { name: 'Method' }).selectOption('PATCH');
  await page.getByRole('textbox', { name: 'Body of the request' }).focus();
  await page.keyboard.insertText('{"spec":{"replicas":6}}');
  await page.keyboard.press('Control+Enter');
  await expect(answer.getByRole('status')).toContainText('200 OKPATCH');
  await answer.getByText('The same by hand').click();
  await expect(answer.getByLabel('kubectl')).toHaveText(`kubectl patch deployments web -n default --type=merge -p '{"spec":{"replicas":6}}'`);
  await expect(answer.getByLabel('curl')).toContainText('curl -k -X PATCH');
  await expect(product.row(/Cluster: 4 nodes, 6 pods/)).toBeAttached({ timeout: 20_000 });

  // Its body is no body of a DELETE, and comes again with the method.
  const body = page.getByRole('textbox', { name: 'Body of the request' });
  await page.getByRole('combobox', { name: 'Method' }).selectOption('DELETE');
  await expect(body).not.toContainText('replicas');
  await body.focus();
  await page.keyboard.insertText('{"gracePeriodSeconds":0}');
  await expect(page.getByText('The body below goes along with DELETE')).toBeVisible();
  await page.getByRole('combobox', { name: 'Method' }).selectOption('PATCH');
  await expect(body).toContainText('replicas');

  // It is an act like any other: seen, and taken back.
  await answer.getByRole('button', { name: 'Follow it' }).click();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText('You stand in the past: sending begins a new branch.')).toBeVisible();

  // Escape leaves the editor's field, then closes the drawer.
  await path.focus();
  await page.keyboard.press('Escape');
  await expect(path).toBeHidden();
  product.clean();
});

test('what goes wrong in the REST console stands where one looks', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=rolling-update');
  await page.keyboard.press('r');
  const answer = page.getByRole('region', { name: 'Answer' });
  const path = page.getByRole('combobox', { name: 'Path and query' });
  await path.fill('/api/v1/namespaces/default/pods/nobody');
  await path.press('Control+Enter');
  await expect(answer.getByRole('status')).toContainText('404 Not Found');
  await expect(answer).toContainText('pods "nobody" not found');
  await path.fill('/apis/nope/v1/things');
  await path.press('Control+Enter');
  await expect(answer).toContainText('the server could not find the requested resource');

  await page.getByRole('combobox', { name: 'Method' }).selectOption('PATCH');
  await path.fill('/apis/apps/v1/namespaces/default/deployments/web');
  await page.getByRole('textbox', { name: 'Body of the request' }).focus();
  await page.keyboard.insertText('{"spec":{"replicas":');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toContainText('the body is no JSON');
  await page.keyboard.insertText('-1}}');
  await page.keyboard.press('Control+Enter');
  await expect(answer.getByRole('status')).toContainText('422 Unprocessable Entity');
  await expect(answer.getByRole('listitem').filter({ hasText: 'spec.replicas' })).toContainText('must be greater than or equal to 0');
  await expect(page.getByRole('button', { name: 'Sent (3)' })).toBeVisible();
  product.clean();
});

test('where the answer stands below the request, it comes into view', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  const product = new ProductPage(page);
  await product.open('./?scenario=rolling-update');
  await product.button('YAML').click();
  await page.locator('#stage').focus();
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('region', { name: 'Answer' }).getByRole('status')).toBeInViewport({ ratio: 1 });
  product.clean();
});

test('a watch streams until it is stopped; an opened message fills the console in', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=rolling-update');
  await page.keyboard.press('r');
  const answer = page.getByRole('region', { name: 'Answer' });
  const path = page.getByRole('combobox', { name: 'Path and query' });
  await path.fill('/api/v1/namespaces/default/pods?watch=1');
  await path.press('Control+Enter');
  const lines = answer.getByRole('list', { name: 'Lines of the stream' }).getByRole('listitem');
  await expect(lines.first()).toContainText('ADDED');
  await expect.poll(() => lines.count()).toBeGreaterThan(3);
  await answer.getByRole('button', { name: 'Stop' }).click();
  await expect(answer).toContainText('The stream has ended.');
  await lines.first().getByText('ADDED').click();
  await expect(lines.first()).toContainText('kind: Pod');

  await page.getByRole('combobox', { name: 'Method' }).selectOption('DELETE');
  await path.fill('/api/v1/namespaces/default/pods/nobody?gracePeriodSeconds=0');
  await path.press('Control+Enter');
  await expect(answer.getByRole('status')).toContainText('404');
  await answer.getByRole('button', { name: 'Follow it' }).click();
  await expect(page.getByRole('heading', { name: 'Answer' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Method' }).selectOption('GET');
  await path.fill('/version');
  await page.getByRole('button', { name: 'Open in the REST console' }).click();
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('DELETE');
  await expect(path).toHaveValue('/api/v1/namespaces/default/pods/nobody?gracePeriodSeconds=0');
  product.clean();
});

for (const theme of ['light', 'dark', 'contrast'])
  test(`no violations in the REST console: ${theme}`, async ({ page }) => {
    const product = new ProductPage(page);
    await product.open(`./?scenario=rolling-update&theme=${theme}&motion=reduce`);
    await page.keyboard.press('r');
    const answer = page.getByRole('region', { name: 'Answer' });
    const path = page.getByRole('combobox', { name: 'Path and query' });
    const violations = async (): Promise<string[]> => {
      const found = await new AxeBuilder({ page }).include('.dock').analyze();
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.any[0]?.message ?? ''})`).join(', ')}`);
    };
    await path.fill('/api/v1/namespaces/default/pods?watch=1');
    await path.press('Control+Enter');
    await expect(answer.getByRole('listitem').first()).toContainText('ADDED');
    expect.soft(await violations(), 'a stream').toEqual([]);
    await page.getByRole('combobox', { name: 'Method' }).selectOption('PATCH');
    await path.fill('/apis/apps/v1/namespaces/default/deployments/web');
    await page.getByRole('textbox', { name: 'Body of the request' }).focus();
    await page.keyboard.insertText('{"spec":{"replicas":-1}}');
    await page.keyboard.press('Control+Enter');
    await expect(answer.getByRole('status')).toContainText('422');
    await expect(answer.getByRole('textbox', { name: 'Body of the answer' })).toBeVisible();
    expect.soft(await violations(), 'a refusal').toEqual([]);
    product.clean();
  });
