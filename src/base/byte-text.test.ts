import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { bytesFromText, textFromBytes, unfinishedBytes } from './byte-text.ts';

describe('bytes as text', () => {
  it('are UTF-8 where they are', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void expect([...bytesFromText(text)]).toEqual([...new TextEncoder().encode(text)])));
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => void expect(textFromBytes(new TextEncoder().encode(text))).toBe(text)));
  });

  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void expect([...bytesFromText(textFromBytes(bytes))]).toEqual([...bytes])),
      { numRuns: 500 },
    );
    expect(textFromBytes([0xc0, 0x80, 0xed, 0xa0, 0x80, 0x41])).toBe('\udcc0\udc80\udced\udca0\udc80A');
  });

  it('become text some thousands at a time, wherever characters lie', () => {
    const made = [vi.spyOn(String, 'fromCharCode'), vi.spyOn(String, 'fromCodePoint')];
    for (const text of ['aé日🙂'.repeat(5_000), `a${'🙂'.repeat(20_000)}`, 'a'.repeat(65_536)]) {
      for (const spy of made) spy.mockClear();
      expect(textFromBytes(new TextEncoder().encode(text)) === text).toBe(true);
      expect(made.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBeLessThan(10);
    }
    for (const spy of made) spy.mockRestore();
  });

  it('may come in pieces', () => {
    const whole = new TextEncoder().encode('aé日🙂');
    for (let cut = 0; cut <= whole.length; cut++) {
      const first = whole.slice(0, cut);
      const kept = unfinishedBytes(first);
      const text = textFromBytes(first.slice(0, cut - kept)) + textFromBytes(whole.slice(cut - kept));
      expect(text).toBe('aé日🙂');
    }
  });
});
