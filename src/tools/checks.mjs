import { spawnSync } from 'node:child_process';

/**
 * Formatter and linter come by npx, pinned here: their packages bring a binary per platform, and a registry that lacks one of these makes a lockfile
 * that `npm ci` refuses.
 */
const byNpx = (name, program, ...args) => ({
  fetch: ['--yes', `--package=${name}`, program, '--version'],
  args: ['--yes', `--package=${name}`, program, ...args],
});

/** What is checked without running anything: name → how npx does it. `npm run check` and `npm test` share it. */
export const CHECKS = {
  format: byNpx('@biomejs/biome@2.6.8', 'biome', 'format', '.'),
  lint: byNpx('oxlint@1.94.0', 'oxlint', '--quiet'),
  types: { args: ['tsc', '-p', 'tsconfig.json'] },
  'pure types': { args: ['tsc', '-p', 'tsconfig.pure.json'] },
};

/**
 * `passed`, `failed`, or `skipped` when the registry at hand does not serve the tool (which CI has to notice, and which is no fault of a person's change).
 */
export function checked(name) {
  const { fetch, args } = CHECKS[name];
  if (fetch && spawnSync('npx', fetch, { stdio: 'ignore' }).status !== 0) {
    console.error(`${name}: ${args[1]} cannot be had from the registry`);
    return process.env.CI ? 'failed' : 'skipped';
  }
  return spawnSync('npx', args, { stdio: 'inherit' }).status === 0 ? 'passed' : 'failed';
}
