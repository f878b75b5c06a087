import { expect, test } from '@playwright/test';
import { ProductPage } from './page.ts';

test('the lesson plays to its summary and back, in both languages, beside the inspector', async ({ page }) => {
  const product = new ProductPage(page);
  await product.open('./?lesson=deployment');
  await expect(page.getByRole('heading', { name: 'A cluster with nothing in it' })).toBeVisible();
  const next = product.button('Next');
  const goOn = async (title: string): Promise<void> => {
    await expect(next).toBeEnabled({ timeout: 60_000 });
    await next.click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  };

  // Time stands at the very moment of which the step speaks.
  await goOn('A wish is written down');
  await expect(page.getByText('there is no pod and no ReplicaSet')).toBeVisible({ timeout: 60_000 });
  await expect(product.row(/Cluster: 4 nodes, 0 pods/)).toBeAttached();
  await goOn('The deployment controller acts');
  await expect(page.getByText('It makes no pods.')).toBeVisible({ timeout: 60_000 });
  await expect(product.row(/Cluster: 4 nodes, 0 pods/)).toBeAttached();
  await goOn('The ReplicaSet raises pods');
  await goOn('Scheduler and kubelets take over');

  // A prediction comes before the task, its judgement after what happened.
  await goOn('One pod is taken away');
  await expect(product.button('Show me')).toBeHidden();
  await page.getByRole('button', { name: /another name/ }).click();
  await expect(page.getByText('Noted.')).toBeVisible();
  await expect(page.getByText('Right.')).toBeHidden();
  await product.button('Show me').click();
  await expect(page.getByText('Right.')).toBeVisible({ timeout: 60_000 });

  await page.locator('.side-tabs').getByRole('button', { name: 'Inspector' }).click();
  await expect(page.locator('.side h2').last()).toBeVisible();
  await page.locator('.side-tabs').getByRole('button', { name: 'Lesson' }).click();
  await product.button('Back').click();
  await expect(page.getByRole('heading', { name: 'Scheduler and kubelets take over' })).toBeVisible();
  await product.button('Back').click();
  await product.button('Back').click();
  await expect(page.getByRole('heading', { name: 'The deployment controller acts' })).toBeVisible();
  await expect(product.row(/Cluster: 4 nodes, 0 pods/)).toBeAttached();
  await expect(page.getByText('It makes no pods.')).toBeHidden();
  await product.button('See it again').click();
  await expect(page.getByText('It makes no pods.')).toBeVisible({ timeout: 60_000 });
  await product.button('Switch to Japanese').click();
  await expect(page.getByRole('heading', { name: 'Deploymentコントローラーが動く' })).toBeVisible();
  const further = page.getByRole('button', { name: '次へ' });
  await expect(further).toBeEnabled();

  // On to the end, as the lesson itself would do it, by the keys of a remote.
  for (const title of ['ReplicaSetがPodを増やす', 'スケジューラーとkubeletが引き継ぐ', 'Podを1つ消してみる', '代わりのPodが来る']) {
    await page.keyboard.press('PageDown');
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  for (const title of ['3つから6つへ', '6つから2つへ', 'コントローラーを止める', '誰も数えていないときにPodを消す', 'コントローラーを再び動かす']) {
    await expect(further).toBeEnabled({ timeout: 60_000 });
    await page.keyboard.press('PageDown');
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    const choice = page.locator('.predict button').last();
    if (await choice.isVisible()) await choice.click();
    await page.getByRole('button', { name: 'やって見せる' }).click();
  }
  const summary = page.getByRole('button', { name: 'まとめ' });
  await expect(summary).toBeEnabled({ timeout: 60_000 });
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('heading', { name: 'わかったこと' })).toBeVisible();
  await page.getByRole('button', { name: 'もう一度最初から' }).click();
  await expect(page.getByRole('heading', { name: '何も入っていないクラスター' })).toBeVisible();
  product.clean();
});

for (const [lang, end] of [
  ['en', 'What you know now'],
  ['ja', 'わかったこと'],
] as const)
  test(`a remote with one button leads through the whole lesson (${lang})`, async ({ page }) => {
    test.setTimeout(240_000);
    const product = new ProductPage(page);
    await product.open(`./?lesson=deployment&lang=${lang}`);
    const title = page.locator('.lesson-title');
    await expect(title).toBeVisible();
    const urge = page.locator('.lesson-urge');
    const first = page.locator('.predict button').first();
    const asked = new Set<string>();
    for (let presses = 0; (await title.innerText()) !== end; presses++) {
      expect(presses, await title.innerText()).toBeLessThan(150);
      const before = await title.innerText();
      const waits = !asked.has(before) && (await first.isVisible()) && (await first.isEnabled());
      await page.keyboard.press('PageDown');
      if (waits) {
        asked.add(before);
        await expect(urge).toContainText('1, 2, 3');
        // While it waits for an answer time stands.
        const clock = await product.clock();
        await page.waitForTimeout(700);
        expect(await product.clock()).toBe(clock);
      }
      // Who presses again and again meanwhile does no harm; here each step is given a moment.
      if ((await title.innerText()) === before) await page.waitForTimeout(400);
    }
    expect(asked.size).toBe(3);
    product.clean();
  });

test('digits and letters choose, the title stays in view, and time stands until the task is begun', async ({ page }) => {
  const product = new ProductPage(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await product.open('./?lesson=deployment');
  const title = page.locator('.lesson-title');
  for (let i = 0; i < 100 && (await title.innerText()) !== 'One pod is taken away'; i++) {
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(400);
  }
  await page.keyboard.press('b');
  await expect(page.locator('.predict [aria-pressed="true"]')).toContainText('another name');
  await expect(page.getByText('Time stands still until you have done it.')).toBeVisible();
  const clock = await product.clock();
  await page.waitForTimeout(700);
  expect(await product.clock()).toBe(clock);
  await product.select('web-');
  await page.locator('.side-tabs').getByRole('button', { name: 'Inspector' }).click();
  await product.button('Delete pod').click();
  await page.locator('.side-tabs').getByRole('button', { name: 'Lesson' }).click();
  await expect(page.getByText('Right.')).toBeInViewport({ timeout: 60_000 });
  await expect(title).toBeInViewport();
  product.clean();
});
