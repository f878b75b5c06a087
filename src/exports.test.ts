import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname);
const FILES = fs
  .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:ts|tsx|mts|mjs)$/.test(file) && !file.includes('.gen.'))
  .map((file) => ({ file, text: fs.readFileSync(path.join(SRC, file), 'utf8') }));

/** How often each name stands in the source tree. */
function timesNamed(): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { text } of FILES) for (const [name] of text.matchAll(/\b[A-Za-z_]\w*\b/g)) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}

describe('what is exported', () => {
  it('is used: what nobody names is gone', () => {
    const times = timesNamed();
    const exports = FILES.filter(({ file }) => !/\.test\.tsx?$/.test(file)).flatMap(({ file, text }) =>
      [...text.matchAll(/^export (?:async )?(?:function|const|class|let|interface|type) (\w+)/gm)].map(([, name]) => ({ file, name: name! })),
    );
    expect(exports.length).toBeGreaterThan(1_000);
    expect(exports.filter(({ name }) => times.get(name) === 1).map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });
});
