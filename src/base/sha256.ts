import { bytesFromText } from './byte-text.ts';

/** SHA-256 (FIPS 180-4) of a text's bytes. For names that Kubernetes derives from hashes, not for security. */
export function sha256(text: string): Uint8Array {
  const bytes = bytesFromText(text);
  const length = bytes.length;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x2000_0000));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const hash = new Uint32Array(INITIAL);
  const w = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) compress(hash, w, view, block);
  const out = new Uint8Array(32);
  const outView = new DataView(out.buffer);
  hash.forEach((word, i) => outView.setUint32(i * 4, word));
  return out;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function sha256Hex(text: string): string {
  let hex = '';
  for (const byte of sha256(text)) hex += HEX[byte];
  return hex;
}

function compress(hash: Uint32Array, w: Uint32Array, view: DataView, block: number): void {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(block + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    w[i] = w[i - 16]! + (rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)) + w[i - 7]! + (rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    hash[i] = hash[i]! + word;
  });
}

const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** The first 32 bits of the fractional parts of the cube (square) roots of the first primes, computed exactly with whole numbers. */
const PRIMES: readonly number[] = (() => {
  const out: number[] = [];
  for (let n = 2; out.length < 64; n++) if (out.every((p) => n % p !== 0)) out.push(n);
  return out;
})();

function rootBits(n: number, power: bigint): number {
  // floor(n^(1/power) * 2^32), by Newton-free bisection over whole numbers.
  const wanted = BigInt(n) << (32n * power);
  let low = 0n;
  let high = 1n << 40n;
  while (low < high) {
    const mid = (low + high + 1n) >> 1n;
    if (mid ** power <= wanted) low = mid;
    else high = mid - 1n;
  }
  return Number(low & 0xffff_ffffn);
}

const K: readonly number[] = PRIMES.map((p) => rootBits(p, 3n));
const INITIAL: readonly number[] = PRIMES.slice(0, 8).map((p) => rootBits(p, 2n));
