import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textFromBytes } from './byte-text.ts';
import { md5Hex } from './md5.ts';

it('is what others compute', () => {
  expect(md5Hex('')).toBe('d41d8cd98f00b204e9800998ecf8427e');
  expect(md5Hex('hi\n')).toBe('764efa883dda1e11db47671c4a3bbd9e');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void expect(md5Hex(textFromBytes(bytes))).toBe(createHash('md5').update(bytes).digest('hex'))),
  );
});
