import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { checkSession, SessionError } from './session-check.ts';
import type { Session } from './session.ts';

/**
 * Sessions as text that fits behind the `#` of an address: version, checksum, deflated JSON; in base64url. What was cut, bent or
 * blown up is refused with a text for people; nothing of it is ever used.
 */
const CODEC_LIMITS = { textCharacters: 65_536, inflatedBytes: 4 * 1024 * 1024 } as const;
const VERSION = 1;
const HEADER_BYTES = 5;
const INPUT_STEP_BYTES = 1_024;
const BROKEN = 'this link is incomplete or was changed on its way';

/** Throws SessionError when it does not fit into a link. */
export function encodeSession(session: Session): string {
  const body = deflateSync(strToU8(JSON.stringify(session)), { level: 9, mem: 8 });
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  bytes[0] = VERSION;
  bytes.set(body, HEADER_BYTES);
  new DataView(bytes.buffer).setUint32(1, crc32(VERSION, body));
  const text = toBase64Url(bytes);
  if (text.length > CODEC_LIMITS.textCharacters)
    throw new SessionError(`this session is too long for a link (${text.length} characters of at most ${CODEC_LIMITS.textCharacters}); save it as a file`);
  return text;
}

/** Throws SessionError with a text for people. */
export function decodeSession(text: string): Session {
  if (text.length > CODEC_LIMITS.textCharacters) throw new SessionError(`this link is longer than ${CODEC_LIMITS.textCharacters} characters`);
  const bytes = fromBase64Url(text);
  if (!bytes || bytes.length <= HEADER_BYTES) throw new SessionError(BROKEN);
  const version = bytes[0]!;
  const body = bytes.subarray(HEADER_BYTES);
  const sum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  if (sum !== crc32(version, body)) throw new SessionError(BROKEN);
  if (version !== VERSION) throw new SessionError(`this link is of version ${version}; this page knows version ${VERSION}`);
  return parseSession(strFromU8(inflated(body)));
}

/** A session from the JSON of a file. */
export function parseSession(json: string): Session {
  if (json.length > CODEC_LIMITS.inflatedBytes) throw new SessionError(`this session is longer than ${CODEC_LIMITS.inflatedBytes} characters`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new SessionError('this is no session: it is no JSON');
  }
  return checkSession(value);
}

/** Inflates step by step and stops at the limit, so that a small text cannot fill the memory. */
function inflated(body: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size <= CODEC_LIMITS.inflatedBytes) chunks.push(chunk);
    ended = final;
  });
  try {
    for (let at = 0; at < body.length; at += INPUT_STEP_BYTES) {
      stream.push(body.subarray(at, at + INPUT_STEP_BYTES), at + INPUT_STEP_BYTES >= body.length);
      if (size > CODEC_LIMITS.inflatedBytes) break;
    }
  } catch {
    throw new SessionError(BROKEN);
  }
  if (size > CODEC_LIMITS.inflatedBytes) throw new SessionError(`this link holds more than ${CODEC_LIMITS.inflatedBytes} bytes`);
  if (!ended) throw new SessionError(BROKEN);
  const out = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(version: number, body: Uint8Array): number {
  let crc = 0xffffffff;
  crc = CRC_TABLE[(crc ^ version) & 0xff]! ^ (crc >>> 8);
  for (let i = 0; i < body.length; i++) crc = CRC_TABLE[(crc ^ body[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((char, i) => [char, i]));

function toBase64Url(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET[bits >>> 18]! + ALPHABET[(bits >>> 12) & 63]!;
    if (left > 1) out += ALPHABET[(bits >>> 6) & 63]!;
    if (left > 2) out += ALPHABET[bits & 63]!;
  }
  return out;
}

/** Undefined when it is none, or not written the one way there is. */
function fromBase64Url(text: string): Uint8Array | undefined {
  const rest = text.length % 4;
  if (rest === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const char of text) {
    const value = VALUES.get(char);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >>> held) & 0xff;
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}
