import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { minutes } from '../base/time.ts';
import { ApplyBench, PUBLISHED, publishedArePresent, publishedFiles } from './apply.testing.ts';
import expected from './manifests.expected.json' with { type: 'json' };

/**
 * Manifests as people publish them, each fed as it is to an empty cluster, which is looked at for two minutes. What is expected stands
 * beside: `accepted`, or all that kubectl says besides `created`: errors (kinds that are not served, namespaces that are missing) and
 * warnings, line by line.
 */
const outcomes: Readonly<Record<string, 'accepted' | readonly string[]>> = expected as Readonly<Record<string, 'accepted' | readonly string[]>>;

describe('published manifests', () => {
  it('are there when the build is checked', () => {
    if (process.env['CI'] === 'true') expect(publishedArePresent(), `${PUBLISHED} is missing`).toBe(true);
  });

  describe.skipIf(!publishedArePresent())('fed in (skipped when ../shared is missing)', () => {
    it('none is forgotten', () => {
      expect(publishedFiles()).toEqual(Object.keys(outcomes).sort());
    });

    it.each(Object.keys(outcomes).sort())(
      '%s',
      (file) => {
        const { result, violations } = new ApplyBench().apply(readFileSync(join(PUBLISHED, file), 'utf8'), minutes(2));
        const [done, said] = [result.lines.filter(({ stream }) => stream === 'stdout'), result.lines.filter(({ stream }) => stream === 'stderr')];
        expect(said.length === 0 ? 'accepted' : said.map(({ text }) => text)).toEqual(outcomes[file]);
        // What is in a file twice is changed by itself.
        expect(done.filter(({ text }) => !/^[a-z.0-9-]+\/\S+ (created|configured|unchanged)$/.test(text))).toEqual([]);
        expect(result.ok || said.length > 0).toBe(true);
        for (const line of result.lines) if (line.stream === 'stdout' || !line.text.startsWith('ensure CRDs')) expect(line.line ?? 1).toBeGreaterThan(0);
        expect(violations).toEqual([]);
      },
      60_000,
    );
  });
});
