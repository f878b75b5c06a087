/**
 * `npm run fidelity`: plays the golden scenarios (recordings of a real control plane) on the engine and lets the checker beside them compare.
 * Exit 0 when it could run, 2 on a wrong command line or when the reference material is not there.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Golden, readGoldens, REFERENCE, referenceIsPresent, SCENARIO_DIR } from './fidelity/golden.ts';
import { explain } from './fidelity/known.ts';
import { missingKind, replay } from './fidelity/replay.ts';

const USAGE = 'usage: npm run fidelity [-- --scenario NAME …] [--out DIR] [--all] [--steps]';

interface Result {
  readonly name: string;
  readonly total: number;
  readonly matched: number;
  readonly classes: Readonly<Record<string, { readonly total: number; readonly matched: number }>>;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

function main(): number {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', multiple: true },
      out: { type: 'string' },
      all: { type: 'boolean', default: false },
      steps: { type: 'boolean', default: false },
    },
    strict: true,
  });
  if (!referenceIsPresent()) {
    console.error(`the golden scenarios are not at ${path.relative(process.cwd(), REFERENCE)}`);
    return 2;
  }
  const goldens = readGoldens();
  const asked = goldens.filter(({ name }) => values.scenario === undefined || values.scenario.some((wanted) => name.startsWith(wanted)));
  if (asked.length === 0) {
    console.error(USAGE);
    return 2;
  }
  const out = values.out ?? fs.mkdtempSync(path.join(os.tmpdir(), 'fidelity-'));
  const played = write(asked, out);
  for (const result of score(played, out)) report(result, { all: values.all, steps: values.steps });
  return 0;
}

/** Traces into `out/traces`, the scenarios they belong to into `out/scenarios`, where the checker looks. */
function write(goldens: readonly Golden[], out: string): readonly string[] {
  for (const folder of ['traces', 'scenarios']) {
    fs.rmSync(path.join(out, folder), { recursive: true, force: true });
    fs.mkdirSync(path.join(out, folder), { recursive: true });
  }
  const played: string[] = [];
  for (const golden of goldens) {
    const missing = missingKind(golden.name);
    if (missing !== undefined) {
      console.log(`${golden.name}: kinds not served yet: ${missing}`);
      continue;
    }
    fs.writeFileSync(path.join(out, 'traces', `${golden.name}.json`), JSON.stringify(replay(golden)));
    fs.copyFileSync(path.join(SCENARIO_DIR, `${golden.name}.json`), path.join(out, 'scenarios', `${golden.name}.json`));
    played.push(golden.name);
  }
  return played;
}

function score(played: readonly string[], out: string): readonly Result[] {
  if (played.length === 0) return [];
  const json = path.join(out, 'score.json');
  // The checker runs only when it is called by its own path, not through a link.
  const checker = fs.realpathSync(path.join(REFERENCE, 'check.mjs'));
  const run = spawnSync('node', [checker, path.join(out, 'scenarios'), path.join(out, 'traces'), '--json', json], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  console.log(
    run.stdout
      .split('\n')
      .filter((line) => /^(STEP|EVENT|ORDER|FINAL|fidelity):/.test(line))
      .join('\n'),
  );
  const results = JSON.parse(fs.readFileSync(json, 'utf8')) as Result[];
  return results.filter(({ name }) => played.includes(name));
}

function report({ name, classes, missing, extra }: Result, show: { readonly all: boolean; readonly steps: boolean }): void {
  const scores = Object.entries(classes).map(([cls, { matched, total }]) => `${cls} ${matched}/${total}`);
  console.log(`\n${name}: ${scores.join('  ')}  extra ${extra.length}`);
  const list = (sign: string, facts: readonly string[]): void => {
    const reasons = new Map<string, number>();
    for (const fact of facts) {
      if (fact.startsWith('STEP') && !show.steps) continue;
      const reason = explain(name, fact);
      if (reason === undefined || show.all) console.log(`  ${sign} ${fact}${reason === undefined ? '' : `\n            = ${reason}`}`);
      else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    for (const [reason, count] of reasons) console.log(`  ${sign} ${count} known: ${reason}`);
  };
  list('missing', missing);
  list('extra  ', extra);
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
