/** `npm run check`: format, lint, types, tidy, unit tests; under a minute. */
import { spawnSync } from 'node:child_process';

const STEPS = [
  ['format', 'npx', ['biome', 'format', '.']],
  ['lint', 'npx', ['oxlint', '--quiet']],
  ['types', 'npx', ['tsc', '-p', 'tsconfig.json']],
  ['pure types', 'npx', ['tsc', '-p', 'tsconfig.pure.json']],
  ['unit', 'npx', ['vitest', 'run', '--reporter=dot']],
];

const failed = STEPS.filter(([name, command, args]) => {
  console.log(`— ${name}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status !== 0;
}).map(([name]) => name);
console.log(failed.length === 0 ? 'all good' : `failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
