import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Golden, readGoldens, REFERENCE, referenceIsPresent } from './fidelity/golden.ts';
import { explain } from './fidelity/known.ts';
import { missingKind, replay } from './fidelity/replay.ts';
import { type Score, SCORES } from './fidelity/scores.ts';
import { shellWords } from './fidelity/shell-words.ts';
import type { Trace } from './fidelity/trace.ts';

interface Checked {
  readonly classes: Readonly<Record<keyof Score, { readonly total: number; readonly matched: number }>>;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

const PRESENT = referenceIsPresent();
const { check } = (PRESENT ? await import(pathToFileURL(path.join(REFERENCE, 'check.mjs')).href) : {}) as {
  check: (golden: Golden, trace: Trace) => Checked;
};
const goldens = PRESENT ? readGoldens() : [];

describe('fidelity to recordings of a real control plane', () => {
  if (!PRESENT && process.env['CI'] !== 'true') it.skip('the golden scenarios are not beside the repository (../shared/fidelity)');

  it.runIf(PRESENT || process.env['CI'] === 'true')('has its golden scenarios', () => {
    expect(goldens.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(SCORES)));
  });

  for (const golden of goldens.filter(({ name }) => missingKind(name) === undefined)) {
    it(`${golden.name}: as many facts as before, and a reason for every other`, { timeout: 120_000 }, () => {
      const { classes, missing, extra } = check(golden, JSON.parse(JSON.stringify(replay(golden))) as Trace);
      const least = SCORES[golden.name] ?? { STEP: 0, EVENT: 0, ORDER: 0, FINAL: 0 };
      const fewer = Object.entries(least).filter(([cls, matched]) => classes[cls as keyof Score].matched < matched);
      expect(fewer.map(([cls, matched]) => `${cls} ${classes[cls as keyof Score].matched}, was ${matched}`)).toEqual([]);
      if (golden.name in SCORES) {
        expect([...missing.filter((fact) => !fact.startsWith('STEP')), ...extra].filter((fact) => explain(golden.name, fact) === undefined)).toEqual([]);
      }
    });
  }
});

describe('shell words', () => {
  it('keep quotes together', () => {
    expect(shellWords(`kubectl patch pv x -p '{"a": null}' "b \\"c\\"" d\\ e`)).toEqual(['kubectl', 'patch', 'pv', 'x', '-p', '{"a": null}', 'b "c"', 'd e']);
  });
});
