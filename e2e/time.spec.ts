import { type BrowserContext, expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

test('back and forth: one back, scrubbing, and back to now', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.pause();
  const now = await product.clock();
  await product.button('One back').click();
  await expect.poll(() => product.clock()).not.toBe(now);
  await product.button('Back to the write before').click();
  await expect(page.getByText(/^Past:/)).toBeVisible();

  const timeline = page.getByRole('slider', { name: 'Timeline' });
  await timeline.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => product.seconds()).toBeLessThan(0.5);
  await expect(product.row(/Cluster: \d nodes, 0 pods/)).toBeAttached();
  const box = (await timeline.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => product.seconds()).toBeGreaterThan(1);
  await product.button('Back to now').click();
  await expect.poll(() => product.clock()).toBe(now);
  await expect(product.row(/Cluster: 4 nodes, 3 pods/)).toBeAttached();
  product.clean();
});

test('another future begins in the past; the old one stays reachable by its name', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.act('Scale…', 'Replicas', '4');
  await product.play();
  await expect(product.fact('readyReplicas')).toHaveText('4', { timeout: 30_000 });
  await product.undo();
  await expect(page.getByRole('status').filter({ hasText: 'Back to right before “kubectl scale deployment/web --replicas=4”' })).toBeVisible();
  await expect(product.fact('updatedReplicas')).toHaveText('3');
  await expect(product.fact('availableReplicas')).toHaveText('3');
  await product.act('Scale…', 'Replicas', '5');
  await product.play();
  await expect(product.button(/^Branch:/)).toBeVisible();
  await expect(product.fact('readyReplicas')).toHaveText('5', { timeout: 30_000 });
  await product.button(/^Branch:/).click();
  await page.getByRole('menuitemcheckbox').first().click();
  await page.keyboard.press('Escape');
  await expect(product.row(/Cluster: 4 nodes, 4 pods/)).toBeAttached();
  product.clean();
});

test('a link opens paused on the same frame; an embed in a frame is the bare stage', async ({ page, context }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.act('Scale…', 'Replicas', '4');
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
  await expect(other.button('Play')).toBeVisible();
  await expect(other.page.getByRole('heading', { name: 'Deployment web' })).toBeVisible();

  const host = await context.newPage();
  const problems: string[] = [];
  host.on('pageerror', (error) => problems.push(error.message));
  await host.setContent(`<h1>An article</h1>${embed}`);
  const frame = host.frameLocator('iframe');
  await expect(frame.locator('[role="row"]').filter({ hasText: /Cluster: 4 nodes, 4 pods/ })).toBeAttached({ timeout: 30_000 });
  await expect(frame.locator('header, footer, aside')).toHaveCount(0);
  expect(problems).toEqual([]);
  for (const one of [product, other]) one.clean();
});

test('what is drawn while time stands is the same, paused or opened by a link', async ({ page, context }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=rolling-update');
  await product.select('Deployment default web');
  await product.act('Change image…', 'Image', 'nginx:1.29');
  await product.play();
  await expect(product.fact('updatedReplicas')).not.toHaveText('4', { timeout: 30_000 });
  await page.waitForTimeout(2_500);
  await product.pause();
  await sameByLink(product, context);
  product.clean();
});

/** Opens a link to the instant shown and compares the pixels of both stages. */
async function sameByLink(product: ProductPage, context: BrowserContext): Promise<void> {
  await product.button('Share').click();
  const link = await product.page.getByRole('textbox', { name: 'Link to this moment' }).inputValue();
  await product.page.keyboard.press('Escape');
  const other = new ProductPage(await context.newPage());
  await other.open(link);
  await expect.poll(() => other.clock()).toBe(await product.clock());
  // A page that is not in front paints nothing.
  await product.page.bringToFront();
  await product.page.mouse.move(2, 2);
  await product.page.waitForTimeout(500);
  const here = await layers(product);
  await other.page.bringToFront();
  await other.page.mouse.move(2, 2);
  await other.page.waitForTimeout(500);
  const there = await layers(other);
  expect(here).toHaveLength(3);
  expect(await other.page.evaluate(differing, [here, there] as const)).toEqual([0, 0, 0]);
  other.clean();
  await other.page.close();
}

const layers = ({ page }: ProductPage): Promise<string[]> =>
  page.locator('.stage canvas').evaluateAll((canvases) => canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));

/** How many pixels of each layer differ. */
async function differing([here, there]: readonly [readonly string[], readonly string[]]): Promise<number[]> {
  const pixels = async (url: string): Promise<Uint32Array> => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const drawing = canvas.getContext('2d')!;
    drawing.drawImage(image, 0, 0);
    return new Uint32Array(drawing.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  };
  const counts: number[] = [];
  for (let i = 0; i < here.length; i++) {
    const [a, b] = [await pixels(here[i]!), await pixels(there[i]!)];
    counts.push(a.length === b.length ? a.reduce((sum, value, at) => sum + (value === b[at] ? 0 : 1), 0) : -1);
  }
  return counts;
}
