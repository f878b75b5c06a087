/**
 * `npm run shots -- --out DIR [--only NAME]`: screenshots of the main views at 1600×900, 1280×720 and 390×844, light and dark, English and Japanese, of
 * the built product. Builds it first unless --no-build is given.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { browserPath, ensureBrowser } from './browser.mjs';

const SIZES = [
  [1600, 900],
  [1280, 720],
  [390, 844],
] as const;

interface View {
  readonly name: string;
  readonly address: string;
  readonly act?: (page: Page) => Promise<void>;
}

const select = async (page: Page, name: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.locator('.palette-input').fill(name);
  await page.locator('[cmdk-item]').first().waitFor();
  await page.keyboard.press('Enter');
};

/** Plays a scenario a little and stops in the middle of what is going on. */
const playFor = async (page: Page, ms: number): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await page.waitForTimeout(ms);
  await page.keyboard.press('k');
  await page.waitForTimeout(300);
};

const VIEWS: readonly View[] = [
  { name: 'stage', address: '?scenario=web', act: (page) => playFor(page, 1_200) },
  {
    name: 'rollout',
    address: '?scenario=rolling-update',
    act: async (page) => {
      await select(page, 'Deployment default web');
      await page.locator('.acts button').nth(1).click();
      await page.locator('.act-form input').fill('nginx:1.29');
      await page.locator('.act-form button[type=submit]').click();
      await playFor(page, 4_500);
    },
  },
  { name: 'volumes', address: '?scenario=volumes', act: (page) => select(page, 'PersistentVolumeClaim default cache') },
  {
    name: 'cause',
    address: '?scenario=web',
    act: async (page) => {
      await select(page, 'Deployment default web');
      await page.getByRole('tab').nth(1).click();
      await page.locator('.thread').first().waitFor();
    },
  },
  {
    name: 'editor',
    address: '?scenario=empty',
    act: async (page) => {
      await page.keyboard.press('e');
      await page.locator('.cm-content').click();
      await page.keyboard.insertText(
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: hello\nspec:\n  containers:\n    - name: main\n      image: nginx:1.28\n      prots: []\n',
      );
      await page.waitForTimeout(900);
    },
  },
  { name: 'lesson', address: '?lesson=deployment', act: (page) => page.waitForTimeout(500) },
  {
    name: 'truth',
    address: '?scenario=web',
    act: (page) =>
      page
        .locator('header')
        .getByRole('button', { name: /^(How true|どこまで本物)/ })
        .click(),
  },
  { name: 'embed', address: '?scenario=web&embed' },
];

async function take(browser: Browser, url: string, out: string, views: readonly View[]): Promise<number> {
  let taken = 0;
  for (const [width, height] of SIZES)
    for (const theme of ['light', 'dark'] as const)
      for (const lang of ['en', 'ja'] as const) {
        const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
        for (const view of views) {
          const page = await context.newPage();
          await page.goto(`${url}${view.address}&theme=${theme}&lang=${lang}`);
          await page.locator('[role="treegrid"] [role="row"]').first().waitFor({ state: 'attached' });
          await view.act?.(page);
          await page.screenshot({ path: path.join(out, `${view.name}-${width}x${height}-${theme}-${lang}.png`) });
          await page.close();
          taken++;
        }
        await context.close();
      }
  return taken;
}

const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' }, 'no-build': { type: 'boolean', default: false } } });
if (!values.out) {
  console.error('usage: npm run shots -- --out DIR [--only NAME] [--no-build]');
  process.exit(2);
}
const views = VIEWS.filter(({ name }) => values.only === undefined || name === values.only);
if (views.length === 0) {
  console.error(`--only ${values.only}: one of ${VIEWS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
fs.mkdirSync(values.out, { recursive: true });
ensureBrowser();
if (!values['no-build']) await build({ logLevel: 'warn' });
const server = await preview({ preview: { port: 4187, strictPort: true, host: '127.0.0.1' }, logLevel: 'warn' });
const browser = await chromium.launch({
  ...browserPath(),
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  console.log(`${await take(browser, 'http://127.0.0.1:4187/', values.out, views)} pictures in ${values.out}`);
} finally {
  await browser.close();
  await server.close();
}
