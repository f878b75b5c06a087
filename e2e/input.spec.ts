import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

const link = (name: string, address: string) =>
  test(`a bad link says so and opens a fresh cluster: ${name}`, async ({ page }) => {
    const product = new ProductPage(page);
    await product.open(address);
    await expect(page.getByRole('alert')).toContainText('could not be opened');
    await expect(product.row(/Cluster: 4 nodes, 3 pods/)).toBeAttached();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await expect(page.getByRole('alert')).toBeHidden();
    product.clean();
  });

link('no session', './#v1.notasession');
link('cut off', './#AToTqIY1ULtuwz');
link('another alphabet', './#ほげ<script>alert(1)</script>');
link('many parts', `./#${'a=1&'.repeat(5_000)}`);
link('far too long', `./#${'A'.repeat(200_000)}`);

test('a bit that was flipped on the way is found', async ({ page, context }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.button('Share').click();
  const url = await page.getByRole('textbox', { name: 'Link to this moment' }).inputValue();
  const [head, hash] = url.split('#') as [string, string];
  const at = Math.floor(hash.length / 2);
  const other = new ProductPage(await context.newPage());
  await other.open(`${head}#${hash.slice(0, at)}${hash[at] === 'A' ? 'B' : 'A'}${hash.slice(at + 1)}`);
  await expect(other.page.getByRole('alert')).toContainText('could not be opened');
  for (const one of [product, other]) one.clean();
});

test('a scenario or lesson that does not exist is named, with those that do', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=nope');
  await expect(page.getByRole('alert')).toContainText('no scenario named “nope”');
  await expect(page.getByRole('alert')).toContainText('node-failure');
  await product.open('./?lesson=nope');
  await expect(page.getByRole('alert')).toContainText('no lesson named “nope”');
  await product.open('./?scenario=__proto__&theme=javascript:alert(1)&lang=xx&speed=Infinity&t=-1&nodes=1000000&next=//evil.example');
  await expect(page.getByRole('alert')).toContainText('no scenario named “__proto__”');
  product.clean();
});

test('files that are no manifests are refused by name, and what was written stays', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=empty');
  await product.button('YAML').click();
  const editor = page.getByRole('textbox', { name: 'YAML editor' });
  await editor.click();
  await page.keyboard.insertText('kind: Pod');
  const drop = (name: string, make: string) =>
    page.evaluate(
      ([file, how]) => {
        const bytes =
          how === 'huge'
            ? new Uint8Array(2 * 1024 * 1024).fill(97)
            : how === 'binary'
              ? new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])
              : new TextEncoder().encode('kind: ConfigMap\n');
        const data = new DataTransfer();
        data.items.add(new File([bytes], file!));
        document.querySelector('.drawer')!.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
      },
      [name, make],
    );
  await drop('huge.yaml', 'huge');
  await expect(page.getByRole('alert')).toContainText('huge.yaml is 2.0 MiB');
  await drop('picture.yaml', 'binary');
  await expect(page.getByRole('alert')).toContainText('picture.yaml is no text file');
  await expect(editor).toContainText('kind: Pod');
  await drop('good.yaml', 'text');
  await expect(editor).toContainText('kind: ConfigMap');
  product.clean();
});

test('an error of the API server stands at the line it concerns', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=empty');
  await product.play();
  await product.apply('apiVersion: v1\nkind: Pod\nmetadata:\n  name: Bad_Name\nspec:\n  containers:\n    - name: a\n      image: nginx\n');
  await expect(product.answers).toContainText('metadata.name: Invalid value: "Bad_Name"');
  await product.answers.getByRole('button').first().click();
  await expect(page.locator('.cm-activeLine')).toContainText('Bad_Name');
  product.clean();
});

test('garbage is answered as kubectl answers it', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?scenario=empty');
  await product.play();
  for (const [yaml, answer] of [
    ['{', /error/i],
    ['just words', /error|invalid|cannot/i],
    ['apiVersion: v1\nkind: Nonsense\nmetadata:\n  name: a\n', /no matches for kind "Nonsense" in version "v1"/],
    ['apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec: {}\n', /spec\.selector: Required value/],
  ] as const) {
    await product.apply(yaml);
    await expect(product.answers).toContainText(answer);
  }
  await product.apply('');
  await page.getByRole('textbox', { name: 'YAML editor' }).press('Control+a');
  await page.keyboard.press('Delete');
  await product.button('Apply').click();
  await expect(page.getByRole('alert')).toContainText('There is nothing to apply.');
  product.clean();
});

test('a file that is no session is refused in the dialog, and everything is as it was', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open();
  await product.pause();
  const then = await product.clock();
  await product.button('Share').click();
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'evil.json', mimeType: 'application/json', buffer: Buffer.from('{"v":1,"scenario":"//evil","seed":1,"commands":[]}') });
  await expect(page.getByRole('alert')).toContainText('evil.json could not be opened');
  await page.keyboard.press('Escape');
  expect(await product.clock()).toBe(then);
  product.clean();
});

test('where the text cannot be checked that is said, until it is checked again', async ({ page }) => {
  const product = new ProductPage(page);
  let isBroken = true;
  await page.context().route(/editor-tools/, (route) => (isBroken ? route.abort() : route.continue()));
  await product.open();
  await page.keyboard.press('e');
  await page.locator('.cm-content').click();
  await page.keyboard.insertText('kind: Pod\nmetadata:\n  nme: a\n');
  const trouble = page.locator('.editor-trouble');
  await expect(trouble).toContainText('This text is not being checked');
  await expect(page.locator('.cm-lintRange')).toHaveCount(0);
  isBroken = false;
  await expect(trouble).toBeHidden();
  await expect(page.locator('.cm-lintRange').first()).toBeVisible();
  expect(product.problems.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
  expect(product.foreign).toEqual([]);
});
