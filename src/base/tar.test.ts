import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFromText, textFromBytes } from './byte-text.ts';
import { archived, type TarEntry, unarchived } from './tar.ts';

const entry = (name: string, text: string): TarEntry => ({ path: name, type: 'file', mode: 0o644, modified: 1_000_000_000, text });
const LONG = `${'deep/'.repeat(40)}file.txt`;

describe('tar', () => {
  it('reads what it writes', () => {
    const entries = [{ ...entry('d', ''), type: 'directory' as const, mode: 0o755 }, entry('d/日本.txt', 'é\udcff'), entry(LONG, 'x'.repeat(513))];
    expect(unarchived(archived(entries))).toEqual(entries);
    expect(unarchived(archived([]))).toEqual([]);
  });

  it('is that of other programs, both ways', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutaway-tar-'));
    execFileSync('tar', ['xf', '-', '-C', folder], { input: bytesFromText(archived([entry('a/b.txt', 'hello'), entry(LONG, 'deep')])) });
    expect(fs.readFileSync(path.join(folder, 'a/b.txt'), 'utf8')).toBe('hello');
    expect(fs.readFileSync(path.join(folder, LONG), 'utf8')).toBe('deep');
    for (const format of ['ustar', 'gnu', 'pax']) {
      const made = textFromBytes(execFileSync('tar', ['cf', '-', `--format=${format}`, '-C', folder, 'a', LONG.split('/')[0]!]));
      const found = unarchived(made)!;
      expect(found.find(({ path: name }) => name === 'a/b.txt')).toMatchObject({ type: 'file', text: 'hello' });
      expect(found.find(({ path: name }) => name === LONG)).toMatchObject({ text: 'deep' });
    }
    fs.rmSync(folder, { recursive: true });
  });

  it('is not taken when it is none, or cut off, and never throws', () => {
    expect(unarchived('')).toBeUndefined();
    expect(unarchived('no archive'.repeat(100))).toBeUndefined();
    const good = archived([entry('a', 'text')]);
    expect(unarchived(good.slice(0, 700))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1_100 }), (bytes) => void unarchived(textFromBytes(bytes))));
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.nat(255),
        (at, byte) => void unarchived(good.slice(0, at) + String.fromCharCode(byte & 127) + good.slice(at + 1)),
      ),
    );
  });
});
