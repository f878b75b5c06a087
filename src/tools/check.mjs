/** `npm run check`: format, lint, types, tidy, unit tests; under a minute. */
import { spawnSync } from 'node:child_process';

/**
 * Formatter and linter come by npx, pinned here: their packages bring a binary per platform, and a registry that lacks one of these makes a lockfile
 * that `npm ci` refuses.
 */
const tool = (name, ...args) => ['npx', ['--yes', `--package=${name}`, ...args]];

const STEPS = [
  ['format', ...tool('@biomejs/biome@2.6.8', 'biome', 'format', '.')],
  ['lint', ...tool('oxlint@1.94.0', 'oxlint', '--quiet')],
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
