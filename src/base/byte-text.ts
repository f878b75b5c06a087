/**
 * Bytes as text, and back without loss: what is UTF-8 becomes its characters, any other byte b becomes U+DC00 + b (U+DC80 … U+DCFF, which no UTF-8 text
 * holds). Python calls this `surrogateescape` (PEP 383).
 */
const ESCAPE = 0xdc00;

/** Bytes a sequence has that begins with this one; 1 for what begins none. */
function lengthFrom(lead: number): number {
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 1;
}

const LEAST = [0, 0, 0x80, 0x800, 0x10000] as const;

/** The character of a whole sequence; undefined when it is none. */
function characterAt(bytes: ArrayLike<number>, at: number, length: number): number | undefined {
  const lead = bytes[at]!;
  if (length === 1) return lead < 0x80 ? lead : undefined;
  let code = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (byte & 63);
  }
  return code < LEAST[length]! || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : code;
}

/** Text is made of so many UTF-16 units at a time: one by one it would take its time with a large body. */
const UNITS = 8_192;

export function textFromBytes(bytes: ArrayLike<number>): string {
  const units = new Uint16Array(Math.min(bytes.length, UNITS));
  const asText = (count: number): string => String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[]);
  let text = '';
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    // A character may come to two of them; it never has more than it has bytes.
    if (count + 2 > units.length && count > 0) {
      text += asText(count);
      count = 0;
    }
    const lead = bytes[at]!;
    const length = lengthFrom(lead);
    const code = characterAt(bytes, at, length);
    if (code !== undefined && code > 0xffff) {
      units[count++] = 0xd800 + ((code - 0x10000) >> 10);
      units[count++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    } else units[count++] = code ?? ESCAPE + lead;
    at += code === undefined ? 1 : length;
  }
  return text + asText(count);
}

/** How many bytes at the end are the beginning of a character that may go on with what comes next. */
export function unfinishedBytes(bytes: ArrayLike<number>): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return lengthFrom(byte) > back ? back : 0;
  }
  return 0;
}

const LEAD = [0, 0, 0xc0, 0xe0, 0xf0] as const;

export function bytesFromText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code > 0xffff) i++;
    if (code < 0x80) bytes[length++] = code;
    else if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) bytes[length++] = code - ESCAPE;
    else {
      const count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      bytes[length++] = LEAD[count]! | (code >> (6 * (count - 1)));
      for (let rest = count - 2; rest >= 0; rest--) bytes[length++] = 0x80 | ((code >> (6 * rest)) & 63);
    }
  }
  return bytes.slice(0, length);
}
