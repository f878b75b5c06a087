import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

test('a scenario is played by its script, taken back and done again', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=rolling-update&lang=en');
  await product.button('Play the script').click();
  const steps = page.locator('.script-steps li');
  await expect(steps.first()).toHaveAttribute('data-state', 'next');
  await page.keyboard.press('n');
  await expect(steps.first()).toHaveAttribute('data-state', 'done');
  await expect(page.getByText('A second ReplicaSet appears')).toBeVisible();
  const then = await product.seconds();
  await page.keyboard.press('Control+z');
  await expect(steps.first()).toHaveAttribute('data-state', 'next');
  expect(await product.seconds()).toBeLessThanOrEqual(then);
  await product.button(/^Redo “kubectl set image/).click();
  await expect(steps.first()).toHaveAttribute('data-state', 'done');
  await product.button('Leave the script').click();
  await expect(product.button('Play the script')).toBeVisible();
  await product.button('Play from the start').click();
  await expect.poll(() => product.seconds()).toBeLessThan(6);
  product.clean();
});

test('the palette does what is typed', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lang=en');
  const input = page.getByPlaceholder('Type a name or a command…');
  const first = page.locator('[cmdk-item]').first();
  const type = async (text: string) => {
    await page.keyboard.press('Control+k');
    await input.fill(text);
  };
  await type('scale');
  await expect(first).toContainText('Scale Deployment web…');
  await page.keyboard.press('Enter');
  await expect(input).toHaveValue(/^scale deployment web 3$/);
  await input.fill('scale deployment web 5');
  await expect(first).toContainText('kubectl scale deployment/web --replicas=5');
  await page.keyboard.press('Enter');
  await product.play();
  await expect(product.row(/Cluster: 4 nodes, 5 pods/)).toBeAttached({ timeout: 30_000 });
  await type('image web nginx:1.29');
  await expect(first).toContainText('kubectl set image deployment/web nginx=nginx:1.29');
  await page.keyboard.press('Escape');
  for (const [typed, found] of [
    ['cordon node-2', 'kubectl cordon node-2'],
    ['delete pod', 'kubectl delete pod/web-'],
    ['theme dark', 'Theme: dark'],
    ['speed 10', 'Speed: 10×'],
    ['node-1', 'node-1'],
  ] as const) {
    await type(typed);
    await expect(first).toContainText(found);
    await page.keyboard.press('Escape');
  }
  product.clean();
});

test('a trouble is caused, seen, ended', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lang=en');
  await product.select('Node node-2');
  await product.button('Troubles').click();
  await page.getByRole('textbox', { name: 'Find a trouble' }).fill('cut off');
  await page.getByRole('button', { name: /^A node is cut off/ }).click();
  await expect(page.getByRole('combobox', { name: 'Node', exact: true })).toHaveValue('node-2');
  await product.button('Cause it').click();
  const on = page.getByRole('region', { name: 'On now' });
  await expect(on.getByText('node-2')).toBeVisible();
  await on.getByRole('button', { name: /^End: A node is cut off/ }).click();
  await expect(on.getByText('Nothing is broken.')).toBeVisible();
  product.clean();
});

test('a Service without users says so and gets them; a kind that is missing here is named', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lang=en');
  await product.apply('apiVersion: v1\nkind: Service\nmetadata: {name: second}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n');
  await product.play();
  await expect(product.answers).toContainText('service/second created');
  await product.select('Service second');
  await expect(page.getByText('Nobody sends requests to this Service yet.')).toBeVisible();
  await product.act('Send users to this Service…', 'Requests per second', '3');
  await expect(page.locator('.side').getByText('3/s', { exact: true })).toBeVisible();
  await product.apply('apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\n');
  await expect(product.answers).toContainText('Cutaway does not have the kind StatefulSet yet');
  product.clean();
});

test('a blank screen says how to come back, and any key does', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lang=en');
  await page.keyboard.press('b');
  await expect(page.getByText('Press any key to come back')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('Press any key to come back')).toBeHidden();
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  product.clean();
});
