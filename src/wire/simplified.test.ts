import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIMPLIFIED } from './simplified.ts';

const SRC = path.resolve(import.meta.dirname, '..');

function admitting(dir: string): string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    const where = path.relative(SRC, full).split(path.sep).join('/');
    if (where.startsWith('wire/simplified')) return [];
    if (entry.isDirectory()) return admitting(full);
    return /\.(?:tsx?|css)$/.test(entry.name) && /Simplified:/.test(fs.readFileSync(full, 'utf8')) ? [where] : [];
  });
}

describe('what is simpler here', () => {
  it('is listed for every file that says so, and only for those', () => {
    const listed = [...new Set(SIMPLIFIED.flatMap(({ where }) => where))].sort();
    expect(listed).toEqual(admitting(SRC).sort());
  });

  it('is named once, and said in both languages', () => {
    expect(new Set(SIMPLIFIED.map(({ id }) => id)).size).toBe(SIMPLIFIED.length);
    for (const { id, en, ja } of SIMPLIFIED) {
      expect(en, id).toMatch(/^.{20,}[.…]$/);
      expect(ja, id).toMatch(/^.{15,}。$/);
      expect(ja, `${id}: space between Latin and Japanese letters`).not.toMatch(
        /[\u3040-\u30ff\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u3040-\u30ff\u4e00-\u9fff]/,
      );
    }
  });
});
