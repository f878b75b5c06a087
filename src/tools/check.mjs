/** `npm run check`: format, lint, types, tidiness and the unit tests but those that take long (slow-tests.mjs); under a minute. */
import { spawnSync } from 'node:child_process';
import { CHECKS, checked } from './checks.mjs';
import { SLOW_TESTS } from './slow-tests.mjs';

function units() {
  const args = ['vitest', 'run', '--reporter=dot', ...SLOW_TESTS.map((file) => `--exclude=${file}`)];
  return spawnSync('npx', args, { stdio: 'inherit' }).status === 0 ? 'passed' : 'failed';
}

const steps = [...Object.keys(CHECKS).map((name) => [name, () => checked(name)]), ['unit', units]];
const results = steps.map(([name, run]) => {
  console.log(`— ${name}`);
  return [name, run()];
});
const named = (wanted) => results.filter(([, result]) => result === wanted).map(([name]) => name);
if (named('skipped').length > 0) console.log(`skipped: ${named('skipped').join(', ')}`);
console.log(named('failed').length === 0 ? 'all good' : `failed: ${named('failed').join(', ')}`);
process.exit(named('failed').length === 0 ? 0 : 1);
