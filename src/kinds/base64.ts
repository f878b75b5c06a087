/** Base64 of UTF-8 texts, without the platform's own (which pure code does not see). */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function utf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

export const toBase64 = (text: string): string => base64OfBytes(utf8Bytes(text));

export function base64OfBytes(bytes: ArrayLike<number>): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    out += ALPHABET[a >> 2];
    out += ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)];
    out += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)];
    out += c === undefined ? '=' : ALPHABET[c & 63];
  }
  return out;
}

/** The bytes a base64 text stands for. */
export function fromBase64(text: string): readonly number[] {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const char of text) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) continue;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return bytes;
}

/** The text a base64 text stands for; what is no UTF-8 becomes U+FFFD. */
export function textFromBase64(text: string): string {
  const bytes = fromBase64(text);
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] as number;
    const length = lead < 0x80 ? 1 : lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    const tail = bytes.slice(i + 1, i + length);
    if (length === 0 || lead >= 0xf8 || tail.length < length - 1 || tail.some((byte) => (byte & 0xc0) !== 0x80)) {
      out += '\ufffd';
      i++;
      continue;
    }
    const code = tail.reduce((sum, byte) => (sum << 6) | (byte & 63), length === 1 ? lead : lead & (0xff >> (length + 1)));
    out += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    i += length;
  }
  return out;
}

/** Bytes without decoding. */
export const base64Length = (text: string): number => {
  const digits = text.replace(/[\r\n=]/g, '').length;
  return Math.floor((digits * 3) / 4);
};
