/**
 * `npm test`: everything that must hold, on a fresh machine: format, lint, types, unit tests, seeds of the swarm, build, end-to-end tests on the built product.
 * `npm test -- unit` (checks, unit, swarm, e2e) runs one part.
 * Ends with one plain line `N passed, N failed, N skipped` and exits non-zero when anything failed or nothing ran.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { ensureBrowser } from './browser.mjs';
import { CHECKS, checked } from './checks.mjs';

const OUT = 'test-results';
fs.rmSync(OUT, { recursive: true, force: true });
fs.mkdirSync(OUT, { recursive: true });

const run = (command, args) => spawnSync(command, args, { stdio: 'inherit', env: process.env }).status ?? 1;
const read = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined);

const total = { passed: 0, failed: 0, skipped: 0 };
const broken = [];

function units() {
  const code = run('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${OUT}/unit.json`]);
  const report = read(`${OUT}/unit.json`);
  if (!report) return broken.push('the unit tests did not run');
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + (report.numTodoTests ?? 0);
  if (code !== 0 && report.numFailedTests === 0) broken.push('the unit tests ended with an error outside of a test');
}

function endToEnd() {
  ensureBrowser();
  if (run('npx', ['vite', 'build', '--logLevel', 'warn']) !== 0) return broken.push('the build failed');
  const code = run('npx', ['playwright', 'test']);
  const stats = read(`${OUT}/e2e.json`)?.stats;
  if (!stats) return broken.push('the end-to-end tests did not run');
  total.passed += stats.expected + stats.flaky;
  total.failed += stats.unexpected;
  total.skipped += stats.skipped;
  if (code !== 0 && stats.unexpected === 0) broken.push('the end-to-end tests ended with an error outside of a test');
}

/** Format, lint, types: each counts as one. */
function checks() {
  for (const name of Object.keys(CHECKS)) {
    const result = checked(name);
    total[result] += 1;
    if (result !== 'passed') console.error(`${result}: ${name}`);
  }
}

/** Fixed seeds, in as many processes as there are cores; each seed counts. Every fifth runs twice: its history must be the same. */
async function swarm() {
  const seeds = process.env.CI ? 200 : 40;
  const share = Math.ceil(seeds / os.availableParallelism());
  const runs = Array.from({ length: Math.ceil(seeds / share) }, (_, i) => ({ from: 1 + i * share, count: Math.min(share, seeds - i * share) }));
  await Promise.all(runs.map(swarmPart));
}

function swarmPart({ from, count }) {
  return new Promise((resolve) => {
    const args = ['tsx', 'src/tools/swarm.ts', '--from', String(from), '--seeds', String(count), '--twice', '5'];
    const child = spawn('npx', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => {
      process.stdout.write(text);
      const [, held, of] = /(\d+) of (\d+) seeds hold/.exec(text) ?? [];
      if (Number(of) !== count) broken.push(`the swarm did not run seeds ${from} to ${from + count - 1}`);
      total.passed += Number(held ?? 0);
      total.failed += Number(of ?? 0) - Number(held ?? 0);
      resolve();
    });
  });
}

const only = new Set(process.argv.slice(2));
const wants = (name) => only.size === 0 || only.has(name);
if (wants('checks')) checks();
if (wants('unit')) units();
if (wants('swarm')) await swarm();
if (wants('e2e')) endToEnd();
for (const what of broken) console.error(`failed: ${what}`);
total.failed += broken.length;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
