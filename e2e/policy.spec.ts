import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { ProductPage } from './page.ts';

const DIST = process.env.CUTAWAY_E2E_DIST ?? 'dist';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** The built files as any web space serves them: types, and no other header. At `/slides.html` stands somebody else's page that embeds the product. */
const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/slides.html') {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Slides</title><iframe title="Cluster" width="900" height="500" src="/in/a/folder/?embed"></iframe>');
    return;
  }
  const name = pathname.replace(/^\/in\/a\/folder\//, '') || 'index.html';
  const file = path.join(DIST, path.normalize(`/${name}`));
  if (!fs.existsSync(file)) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  fs.createReadStream(file).pipe(response);
});
const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test.beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
test.afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

/** What the browser itself says was against the policy, in the page and in whatever it embeds. */
async function reported(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.exposeFunction('againstThePolicy', (what: string) => found.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      (globalThis as unknown as { againstThePolicy(what: string): void }).againstThePolicy(`${event.effectiveDirective} ${event.blockedURI}`),
    );
  });
  return found;
}

test('the page carries its policy: it holds on a server that sends no headers', async ({ page }) => {
  const found = await reported(page);
  const product = new ProductPage(page);
  await product.open(`${origin()}/in/a/folder/`);
  await product.apply('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
  await expect(product.answers).toContainText('configmap/a created');
  await product.select('Deployment default web');
  await expect(page.getByRole('heading', { name: 'Deployment web' })).toBeVisible();
  expect(found).toEqual([]);
  product.clean();

  // And it is in force: neither a script nor a string made into one runs, no policy of another name can be made.
  const refused = await page.evaluate(() => {
    const refusals: string[] = [];
    const attempt = (name: string, does: () => void): void => {
      try {
        does();
      } catch {
        refusals.push(name);
      }
    };
    attempt('markup', () => {
      document.createElement('div').innerHTML = '<b>bold</b>';
    });
    attempt('another policy', () =>
      (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }).trustedTypes.createPolicy('other', {}),
    );
    attempt('a worker from elsewhere', () => new Worker('https://example.com/a.js'));
    return refusals;
  });
  expect(refused).toEqual(['markup', 'another policy', 'a worker from elsewhere']);
  expect(found.length).toBeGreaterThan(0);
});

test("somebody else's page may embed it", async ({ page }) => {
  const found = await reported(page);
  await page.goto(`${origin()}/slides.html`);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('[role="treegrid"] [role="row"]').filter({ hasText: /Cluster: \d/ })).toBeAttached({ timeout: 30_000 });
  expect(found).toEqual([]);
});
