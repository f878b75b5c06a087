const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text of base64 data, read as UTF-8; what is no UTF-8 becomes the replacement character. */
export function decodeBase64(data: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of data) {
    const value = DIGITS.indexOf(digit);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return decodeUtf8(bytes);
}

function decodeUtf8(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i]!;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    if (length === 0 || i + length > bytes.length) {
      out += '\ufffd';
      i++;
      continue;
    }
    let point = length === 1 ? first : first & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) point = (point << 6) | (bytes[i + k]! & 0x3f);
    out += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    i += length;
  }
  return out;
}
