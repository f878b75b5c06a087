import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

const GUESTBOOK = path.resolve(import.meta.dirname, '../../shared/manifests/kubernetes-examples/web/guestbook/all-in-one/guestbook-all-in-one.yaml');

test('a living cluster stands there within three seconds', async ({ page }) => {
  const product = new ProductPage(page);
  const start = Date.now();
  await product.open();
  await expect(product.row(/Cluster: 4 nodes, 3 pods/)).toBeAttached();
  expect(Date.now() - start).toBeLessThan(10_000);
  await product.play();
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
  const answers = page.getByRole('list', { name: 'Answers' });
  await expect(answers).toContainText('deployment.apps/frontend created');
  await expect(answers.getByRole('listitem')).toHaveCount(6);
  await product.speed('10×');
  await product.play();
  await expect(product.row(/Cluster: 4 nodes, 6 pods/)).toBeAttached();
  await product.expand(/WORKLOADS/);
  for (const name of ['frontend', 'redis-master', 'redis-replica'])
    await expect(product.row(new RegExp(`Deployment ${name}.*(3/3|1/1|2/2)`))).toBeAttached({ timeout: 60_000 });
  product.clean();
});

test('an error of the API server stands at the line it concerns', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=empty');
  await product.play();
  await product.apply('apiVersion: v1\nkind: Pod\nmetadata:\n  name: Bad_Name\nspec:\n  containers:\n    - name: a\n      image: nginx\n');
  const answers = page.getByRole('list', { name: 'Answers' });
  await expect(answers).toContainText('metadata.name: Invalid value: "Bad_Name"');
  await answers.getByRole('button').first().click();
  await expect(page.locator('.cm-activeLine')).toContainText('Bad_Name');
  product.clean();
});

test('a rolling update by hand, the thread of its cause, back and forth, and another future', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.button('Change image…').click();
  await page.getByRole('textbox', { name: 'Image' }).fill('nginx:1.29');
  await product.button('Do it').click();
  await product.speed('10×');
  await product.play();
  await product.expand(/WORKLOADS/);
  await expect(product.row(/Deployment web.*3\/3/)).toBeAttached({ timeout: 60_000 });
  await expect(page.getByText('nginx:1.29').first()).toBeVisible();

  await page.getByRole('tab', { name: 'Why?' }).click();
  await expect(page.locator('.thread').first()).toContainText('kubectl');

  await product.pause();
  const now = await product.clock();
  await page.getByRole('button', { name: /^One back/ }).click();
  await expect.poll(() => product.clock()).not.toBe(now);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect.poll(() => product.clock()).toBe(now);

  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Back to before' })).toBeVisible();
  await expect(page.getByText(/^Past:/)).toBeVisible();
  await page.getByRole('tab', { name: 'Summary' }).click();
  await product.button('Scale…').click();
  await page.getByRole('textbox', { name: 'Replicas' }).fill('5');
  await product.button('Do it').click();
  await expect(page.getByRole('button', { name: /^Branch:/ })).toBeVisible();
  await product.play();
  await expect(product.row(/Deployment web.*5\/5/)).toBeAttached({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Branch:/ }).click();
  await page.getByRole('menuitemcheckbox').first().click();
  await expect(product.row(/Deployment web.*3\/3/)).toBeAttached();
  product.clean();
});

test('a machine is switched off and counts as lost after its real time', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Node node-2');
  await product.button('Switch the machine off').click();
  await product.speed('25×');
  await product.play();
  await expect(product.row(/Node node-2, (Unknown|NotReady)/)).toBeAttached({ timeout: 60_000 });
  await expect.poll(() => product.clock()).toMatch(/^0[1-9]:|^00:[5-9]/);
  product.clean();
});

test('a link opens paused on the same frame; an embed is the bare stage', async ({ page, context }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.button('Scale…').click();
  await page.getByRole('textbox', { name: 'Replicas' }).fill('4');
  await product.button('Do it').click();
  await product.play();
  await expect(product.row(/Cluster: 4 nodes, 4 pods/)).toBeAttached();
  await product.pause();
  const then = await product.clock();
  await product.button('Share').click();
  const link = await page.getByRole('textbox', { name: 'Link to this moment' }).inputValue();
  const embed = await page.getByRole('textbox', { name: /bare stage/ }).inputValue();

  const other = new ProductPage(await context.newPage());
  await other.open(link);
  await expect.poll(() => other.clock()).toBe(then);
  await expect(other.row(/Cluster: 4 nodes, 4 pods/)).toBeAttached();
  await expect(other.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

  const frame = new ProductPage(await context.newPage());
  await frame.page.goto(/src="([^"]+)"/.exec(embed)![1]!.replaceAll('&amp;', '&'));
  await expect(frame.row(/Cluster: 4 nodes, 4 pods/)).toBeAttached();
  await expect(frame.page.locator('header')).toHaveCount(0);
  for (const one of [product, other, frame]) one.clean();
});

test('a link that is broken says so and opens a fresh cluster', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./#v1.notasession');
  await expect(page.getByRole('alert')).toContainText('could not be opened');
  await expect(product.row(/Cluster: 4 nodes/)).toBeAttached();
});

test('the lesson plays in both languages, there and back', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lesson=deployment');
  await expect(page.getByRole('heading', { name: 'A cluster with nothing in it' })).toBeVisible();
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await product.speed('5×');
  for (const title of ['A wish is written down', 'The deployment controller acts', 'The ReplicaSet raises pods', 'One pod is taken away']) {
    await expect(next).toBeEnabled({ timeout: 60_000 });
    await next.click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  await page.getByRole('button', { name: /another name/ }).click();
  await expect(page.getByText('Right.')).toBeVisible();
  await page.getByRole('button', { name: 'Show me' }).click();
  await expect(next).toBeEnabled({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'The ReplicaSet raises pods' })).toBeVisible();
  await page.getByRole('button', { name: 'Switch to Japanese' }).click();
  await expect(page.getByRole('heading', { name: 'ReplicaSetがPodを増やす' })).toBeVisible();
  product.clean();
});
