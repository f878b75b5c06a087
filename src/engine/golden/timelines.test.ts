import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeline } from './timeline.testing.ts';
import { TOLD } from './told.testing.ts';

/**
 * Whole histories, word for word, kept beside this test. A change of the engine that means to change them renews them with
 *   UPDATE_GOLDEN=1 npx vitest run src/engine/golden
 * and is read as a diff before it is committed.
 */
describe('timelines', () => {
  for (const told of TOLD) {
    it(`${told.scenario.id} is as it was`, { timeout: 60_000 }, () => {
      const file = path.join(import.meta.dirname, `${told.scenario.id}.txt`);
      const text = `${timeline(told).join('\n')}\n`;
      if (process.env['UPDATE_GOLDEN'] === '1') fs.writeFileSync(file, text);
      expect(firstDifference(fs.readFileSync(file, 'utf8'), text)).toBeUndefined();
    });
  }
});

/** The first line that differs, with the one before it; a whole diff of two histories says little. */
function firstDifference(
  was: string,
  is: string,
): { readonly after: string | undefined; readonly was: string | undefined; readonly is: string | undefined } | undefined {
  if (was === is) return undefined;
  const [old, now] = [was.split('\n'), is.split('\n')];
  const at = old.findIndex((line, i) => line !== now[i]);
  const i = at < 0 ? old.length : at;
  return { after: old[i - 1], was: old[i], is: now[i] };
}
