import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** Reference programs: the least work that gives the same picture, without validation, admission and most controllers. */
const REFERENCES = '../shared/bench';

/** Runs a measurement of ours in a process of its own. */
export function ours<T>(program: string, name: string, ...numbers: readonly number[]): T {
  return JSON.parse(run([program, name, ...numbers.map(String)])) as T;
}

export const hasReference = (name: string): boolean => fs.existsSync(`${REFERENCES}/${name}.mjs`);

/** Runs a reference program; undefined when it is not there. */
export function reference<T>(name: string, ...args: readonly (string | number)[]): T | undefined {
  return hasReference(name) ? (JSON.parse(run([`${REFERENCES}/${name}.mjs`, ...args.map(String)])) as T) : undefined;
}

const run = (args: readonly string[]): string =>
  execFileSync(process.execPath, ['--expose-gc', '--max-old-space-size=12000', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
