import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type CDPSession, chromium, type Locator, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { browserPath } from '../tools/browser.mjs';
import { encodeSession } from '../wire/session-codec.ts';
import { deploymentText, OLD_IMAGE, PODS_PER_NODE } from './clusters.ts';

const DIST = 'node_modules/.cache/cutaway-bench/dist';
const PORT = 4187;
const FRAME_SECONDS = 4;
/** A large cluster lives for minutes of virtual time before it is first shown. */
const STANDS_MS = 300_000;

interface Chunk {
  readonly file: string;
  readonly gzipKB: number;
  /** Fetched before the first picture. */
  readonly first: boolean;
}

export interface LoadRun {
  readonly chunks: readonly Chunk[];
  readonly firstKB: number;
  readonly firstPaintMs: number;
  /** From the start of the navigation until the cluster is there to see and to read. */
  readonly clusterMs: number;
}

export interface FrameRun {
  readonly pods: number;
  /** What the page says stands there. */
  readonly shown: string;
  /** Main-thread time and frames while playing, and while zooming in and out. */
  readonly playMsPerFrame: number;
  readonly playFrames: number;
  readonly zoomMsPerFrame: number;
  readonly zoomFrames: number;
}

/** Runs `body` against the built product in Chromium. */
export async function withProduct<T>(body: (browser: Browser, url: string) => Promise<T>): Promise<T> {
  await build({ logLevel: 'error', build: { outDir: DIST, emptyOutDir: true } });
  const server = await preview({ logLevel: 'error', build: { outDir: DIST }, preview: { host: '127.0.0.1', port: PORT, strictPort: true } });
  const browser = await chromium.launch({ ...browserPath(), args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'] });
  try {
    return await body(browser, `http://127.0.0.1:${PORT}/`);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** What the first picture costs to fetch, and when it is there. */
export async function loadRun(browser: Browser, url: string): Promise<LoadRun> {
  const page = await browser.newPage();
  const fetched = new Set<string>();
  page.on('response', (response) => fetched.add(path.basename(new URL(response.url()).pathname)));
  const start = Date.now();
  await page.goto(`${url}?scenario=web`);
  await standing(page);
  const clusterMs = Date.now() - start;
  const firstPaintMs = await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`);
  const first = new Set(fetched);
  await page.close();
  const files = [path.join(DIST, 'index.html'), ...fs.readdirSync(path.join(DIST, 'assets')).map((file) => path.join(DIST, 'assets', file))];
  const chunks = files
    .filter((file) => /\.(js|css|html)$/.test(file))
    .map((file) => ({
      file: path.basename(file),
      gzipKB: gzipSync(fs.readFileSync(file)).length / 1_000,
      first: first.has(path.basename(file)) || file.endsWith('index.html'),
    }))
    .sort((a, b) => b.gzipKB - a.gzipKB);
  return { chunks, firstKB: chunks.filter((chunk) => chunk.first).reduce((sum, { gzipKB }) => sum + gzipKB, 0), firstPaintMs, clusterMs };
}

/** A Deployment of N pods on the stage: what a frame costs the main thread. */
export async function frameRun(browser: Browser, url: string, pods: number): Promise<FrameRun> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  const nodes = Math.max(3, Math.ceil(pods / PODS_PER_NODE));
  const session = encodeSession({ v: 1, scenario: 'empty', seed: 1, nodes, manifests: [deploymentText({ replicas: pods, image: OLD_IMAGE })], commands: [] });
  await page.goto(`${url}?motion=full#${session}`);
  await standing(page, STANDS_MS, pods);
  await page.keyboard.press('Escape');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await rollOut(page);
  const play = await frames(page, cdp, () => page.waitForTimeout(FRAME_SECONDS * 1_000));
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.mouse.move(600, 450);
  const zoom = await frames(page, cdp, async () => {
    const end = Date.now() + FRAME_SECONDS * 1_000;
    for (let i = 0; Date.now() < end; i++) {
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, i % 40 < 20 ? -40 : 40);
      await page.keyboard.up('Control');
      await page.waitForTimeout(16);
    }
  });
  const shown = await cluster(page).innerText();
  await page.close();
  return { pods, shown, playMsPerFrame: play.msPerFrame, playFrames: play.frames, zoomMsPerFrame: zoom.msPerFrame, zoomFrames: zoom.frames };
}

/** Begins a rolling update, by the palette, and sees to it that time runs. */
async function rollOut(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('restart rollout web');
  await page.keyboard.press('Enter');
  const play = page.getByRole('button', { name: 'Play', exact: true });
  if (await play.isVisible()) await play.click();
  await page.waitForTimeout(1_000);
}

/** The tree beside the picture says what stands there as soon as the first frame has been taken in: nodes at least, and so many pods. */
const cluster = (page: Page, pods = 0): Locator =>
  page
    .locator('[role="treegrid"] [role="row"]')
    .filter({ hasText: new RegExp(`(Cluster: |クラスター: )[1-9].*${pods === 0 ? '' : `\\b${String(pods).replace(/(?=000$)/, ',?')}\\b`}`) })
    .first();
const standing = (page: Page, timeout = 120_000, pods = 0): Promise<void> => cluster(page, pods).waitFor({ state: 'attached', timeout });

/** Runs in the page, so it is text: the loader of TypeScript adds calls to functions that are not there. */
const COUNT = `globalThis.counter = { frames: 0, on: true };
requestAnimationFrame(function tick() {
  if (!counter.on) return;
  counter.frames++;
  requestAnimationFrame(tick);
});`;

async function frames(page: Page, cdp: CDPSession, act: () => Promise<void>): Promise<{ msPerFrame: number; frames: number }> {
  await page.evaluate(COUNT);
  const before = await taskSeconds(cdp);
  await act();
  const spent = (await taskSeconds(cdp)) - before;
  const count = await page.evaluate<number>('counter.on = false, counter.frames');
  return { msPerFrame: (spent * 1_000) / count, frames: count };
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}
