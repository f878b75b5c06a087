import { expect, type Locator, test } from '@playwright/test';
import { ProductPage } from './page.ts';

interface Act {
  readonly what: string;
  readonly select: string;
  readonly does: (product: ProductPage) => Promise<void>;
  /** What is seen when it was done, and what before it. */
  readonly after: (product: ProductPage) => Locator;
  readonly before: (product: ProductPage) => Locator;
}

const ACTS: readonly Act[] = [
  {
    what: 'scale',
    select: 'Deployment default web',
    does: (product) => product.act('Scale…', 'Replicas', '5'),
    after: (product) => product.row(/Cluster: 4 nodes, 5 pods/),
    before: (product) => product.row(/Cluster: 4 nodes, 3 pods/),
  },
  {
    what: 'another image',
    select: 'Deployment default web',
    does: (product) => product.act('Change image…', 'Image', 'nginx:1.27'),
    after: (product) => product.fact('image').filter({ hasText: 'nginx:1.27' }),
    before: (product) => product.fact('image').filter({ hasText: 'nginx:1.28' }),
  },
  {
    what: 'delete a pod',
    select: 'Pod default web',
    does: (product) => product.act('Delete pod'),
    after: (product) => product.page.getByRole('heading', { name: 'It does not exist at this instant.' }),
    before: (product) => product.fact('phase').filter({ hasText: 'Running' }),
  },
  {
    what: 'end a container',
    select: 'Pod default web',
    does: (product) => product.act('End container…', 'Exit code', '3'),
    after: (product) => product.page.locator('.side').getByText('Restarts: 1'),
    before: (product) => product.page.locator('.side').getByRole('cell', { name: 'Ready' }),
  },
  {
    what: 'make a container not ready',
    select: 'Pod default web',
    does: (product) => product.act('Make it fail its probes'),
    after: (product) => product.button('Make it healthy again'),
    before: (product) => product.button('Make it fail its probes'),
  },
  {
    what: 'cordon',
    select: 'Node node-1',
    does: (product) => product.act('Cordon'),
    after: (product) => product.button('Uncordon'),
    before: (product) => product.button('Cordon'),
  },
  {
    what: 'switch a machine off',
    select: 'Node node-1',
    does: (product) => product.act('Switch the machine off'),
    after: (product) => product.button('Switch the machine on'),
    before: (product) => product.button('Switch the machine off'),
  },
  {
    what: 'cut a node off',
    select: 'Node node-3',
    does: (product) => product.act('Cut it off from the API server'),
    after: (product) => product.button('Mend the network'),
    before: (product) => product.button('Cut it off from the API server'),
  },
  {
    what: 'switch a controller off',
    select: 'replicaset-controller',
    does: (product) => product.act('Switch off'),
    after: (product) => product.button('Switch on'),
    before: (product) => product.button('Switch off'),
  },
  {
    what: 'more traffic',
    select: 'users',
    does: async (product) => {
      await product.page.getByRole('textbox', { name: 'Requests per second' }).fill('20');
      await product.button('Do it').click();
    },
    after: (product) => product.page.locator('.side').getByText('20/s', { exact: true }),
    before: (product) => product.page.locator('.side').getByText('2/s', { exact: true }),
  },
];

for (const [name, acts] of [
  ['workloads', ACTS.slice(0, 5)],
  ['machines, controllers, traffic', ACTS.slice(5)],
] as const)
  test(`done by hand, undone by going back: ${name}`, async ({ page }) => {
    const product = new ProductPage(page);
    await product.open();
    await product.speed('5×');
    for (const act of acts)
      await test.step(act.what, async () => {
        await product.select(act.select);
        await expect(act.before(product)).toBeAttached();
        await act.does(product);
        await product.play();
        await expect(act.after(product)).toBeAttached({ timeout: 30_000 });
        await product.undo();
        await expect(act.before(product)).toBeAttached();
      });
    product.clean();
  });

test('what was switched off is switched on again', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.play();
  for (const [name, off, on] of [
    ['replicaset-controller', 'Switch off', 'Switch on'],
    ['Node node-1', 'Switch the machine off', 'Switch the machine on'],
    ['Node node-1', 'Cut it off from the API server', 'Mend the network'],
    ['Node node-1', 'Cordon', 'Uncordon'],
  ] as const) {
    await product.select(name);
    await product.button(off).click();
    await product.button(on).click();
    await expect(product.button(off)).toBeVisible();
  }
  product.clean();
});

test('a number out of range is refused where it stands, and nothing is done', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.select('Deployment default web');
  await product.button('Scale…').click();
  for (const text of ['-1', '1e9', '99999999999', 'many', '']) {
    await page.getByRole('textbox', { name: 'Replicas' }).fill(text);
    await expect(page.getByRole('alert').filter({ hasText: 'A whole number from 0 to 1000.' })).toBeVisible();
    await expect(product.button('Do it')).toBeDisabled();
  }
  await product.button('Cancel').click();
  await product.select('users');
  await page.getByRole('textbox', { name: 'Requests per second' }).fill('100000');
  await expect(product.button('Do it')).toBeDisabled();
  product.clean();
});
