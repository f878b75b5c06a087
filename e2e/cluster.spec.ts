import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

const GUESTBOOK = path.resolve(import.meta.dirname, '../../shared/manifests/kubernetes-examples/web/guestbook/all-in-one/guestbook-all-in-one.yaml');

test('a living cluster stands there at once', async ({ page }) => {
  const product = new ProductPage(page);
  const start = Date.now();
  await product.open();
  await expect(product.row(/Cluster: 4 nodes, 3 pods/)).toBeAttached();
  expect(Date.now() - start).toBeLessThan(10_000);
  await expect(product.button('Pause')).toBeVisible();
  const before = await product.clock();
  await expect.poll(() => product.clock()).not.toBe(before);
  product.clean();
});

test('the guestbook goes in as it is and every pod becomes Ready', async ({ page }) => {
  test.skip(!fs.existsSync(GUESTBOOK) && !process.env.CI, 'needs the shared manifests');
  const product = new ProductPage(page);
  await product.open('./?scenario=empty');
  await product.play();
  await product.apply(fs.readFileSync(GUESTBOOK, 'utf8'));
  await expect(product.answers).toContainText('deployment.apps/frontend created');
  await expect(product.answers.getByRole('listitem')).toHaveCount(6);
  await product.speed('10×');
  await product.play();
  await expect(product.row(/Cluster: 4 nodes, 6 pods/)).toBeAttached();
  for (const node of [1, 2, 3]) await product.expand(new RegExp(`Node node-${node}`));
  await expect(product.row(/^Pod .*, ready/)).toHaveCount(6, { timeout: 60_000 });
  await product.answers.getByRole('button', { name: 'deployment.apps/frontend created' }).click();
  await expect(page.getByRole('heading', { name: 'Deployment frontend' })).toBeVisible();
  await expect(product.fact('readyReplicas')).toHaveText('3');
  product.clean();
});

test('a rolling update by hand, its cause, its history', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.act('Change image…', 'Image', 'nginx:1.29');
  await expect(product.fact('image')).toHaveText('nginx:1.29');
  await product.speed('10×');
  await product.play();
  await expect(product.fact('updatedReplicas')).toHaveText('3', { timeout: 60_000 });
  await expect(product.fact('availableReplicas')).toHaveText('3', { timeout: 60_000 });
  await expect(product.row(/Cluster: 4 nodes, 3 pods/)).toBeAttached({ timeout: 60_000 });
  await product.pause();

  await page.getByRole('tab', { name: 'Why?' }).click();
  await expect(page.getByText('kubectl set image deployment/web nginx=nginx:1.29').first()).toBeVisible();
  await expect(page.locator('.thread').first()).toContainText('deployment-controller');

  await page.getByRole('tab', { name: 'YAML' }).click();
  await expect(page.locator('.yaml-lines [data-mark="changed"]').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(page.getByText('ScalingReplicaSet').first()).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  await page
    .getByRole('button', { name: /^Revision/ })
    .first()
    .click();
  await expect(page.locator('.yaml-lines').first()).toBeVisible();
  product.clean();
});

test('a claim finds its volume; a disk is made for one that has none', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=volumes');
  await product.select('PersistentVolumeClaim default');
  await expect(product.fact('phase')).toHaveText('Bound', { timeout: 30_000 });
  await expect(product.fact('volumeName')).not.toBeEmpty();
  await product.apply(
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: another\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 1Gi\n',
  );
  await product.speed('5×');
  await product.play();
  await expect(product.answers).toContainText('persistentvolumeclaim/another created');
  await product.answers.getByRole('button', { name: /another created/ }).click();
  await expect(product.fact('phase')).toHaveText('Bound', { timeout: 30_000 });
  await expect(product.fact('volumeName')).toContainText('pvc-');
  product.clean();
});

test('a pod that fits nowhere shows what each node said', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=empty');
  await product.play();
  await product.apply(
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: huge\nspec:\n  containers:\n    - name: a\n      image: nginx\n      resources:\n        requests:\n          cpu: "64"\n',
  );
  await expect(product.answers).toContainText('pod/huge created');
  await product.answers.getByRole('button', { name: 'pod/huge created' }).click();
  await expect(page.getByRole('heading', { name: 'What the scheduler saw' })).toBeVisible();
  await expect(page.locator('.side')).toContainText('Insufficient cpu');
  product.clean();
});

test('a machine is switched off and counts as lost after its real time', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Node node-2');
  const before = await product.seconds();
  await product.act('Switch the machine off');
  await product.speed('25×');
  await product.play();
  await expect(product.row(/Node node-2, (Unknown|NotReady)/)).toBeAttached({ timeout: 60_000 });
  expect((await product.seconds()) - before).toBeGreaterThan(40);
  product.clean();
});
