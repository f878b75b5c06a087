import { bytesFromText, textFromBytes } from './byte-text.ts';

/** Archives of tar (POSIX ustar). Texts are bytes as byte-text.ts writes them. */
export interface TarEntry {
  /** Without a slash at its beginning; of a folder, without one at its end. */
  readonly path: string;
  readonly type: 'file' | 'directory';
  /** Permission bits. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly modified: number;
  /** Of a file. */
  readonly text: string;
}

const BLOCK = 512;
const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
const field = (text: string, length: number): string => text + '\0'.repeat(length - text.length);

export const archived = (entries: readonly TarEntry[]): string => `${entries.map(written).join('')}${'\0'.repeat(2 * BLOCK)}`;

function written(entry: TarEntry): string {
  const { path, type, mode, modified, text } = entry;
  const size = type === 'file' ? bytesFromText(text).length : 0;
  const name = type === 'directory' ? `${path}/` : path;
  const isLong = bytesFromText(name).length > 100;
  const named = isLong ? header({ name: '././@LongLink', mode: 0, size: bytesFromText(name).length + 1, modified: 0, flag: 'L' }) + padded(`${name}\0`) : '';
  const short = isLong ? textFromBytes(bytesFromText(name).slice(0, 100)) : name;
  return named + header({ name: short, mode, size, modified, flag: type === 'file' ? '0' : '5' }) + (type === 'file' ? padded(text) : '');
}

const padded = (text: string): string => text + '\0'.repeat((BLOCK - (bytesFromText(text).length % BLOCK)) % BLOCK);

interface Header {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly modified: number;
  readonly flag: string;
}

function header({ name, mode, size, modified, flag }: Header): string {
  const nameBytes = bytesFromText(name).length;
  const before = `${name}${'\0'.repeat(100 - nameBytes)}${octal(mode, 8)}${octal(0, 8)}${octal(0, 8)}${octal(size, 12)}${octal(modified, 12)}`;
  const after = `${flag}${field('', 100)}ustar\u000000${field('root', 32)}${field('root', 32)}${octal(0, 8)}${octal(0, 8)}${field('', 167)}`;
  let sum = 0;
  for (const byte of bytesFromText(`${before}        ${after}`)) sum += byte;
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`;
}

/** What stands in an archive; undefined when it is none, or is cut off. Links and devices are left out. */
export function unarchived(archive: string): readonly TarEntry[] | undefined {
  const bytes = bytesFromText(archive);
  const entries: TarEntry[] = [];
  let long: string | undefined;
  for (let at = 0; ; ) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.length < BLOCK) return undefined;
    if (block.every((byte) => byte === 0)) return entries;
    const size = numberIn(block, 124, 12);
    if (size === undefined || !hasRightSum(block) || at + BLOCK + size > bytes.length) return undefined;
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const flag = String.fromCharCode(block[156]!);
    if (flag === 'L') long = textIn(body, 0, body.length);
    else if (flag === 'x') long = paxPath(textFromBytes(body)) ?? long;
    else if (flag !== 'g') {
      const entry = entryOf(block, { flag, name: long ?? nameIn(block), body });
      if (entry) entries.push(entry);
      long = undefined;
    }
  }
}

function entryOf(block: Uint8Array, { flag, name, body }: { readonly flag: string; readonly name: string; readonly body: Uint8Array }): TarEntry | undefined {
  const isFolder = flag === '5' || name.endsWith('/');
  if (!isFolder && flag !== '0' && flag !== '\0' && flag !== '7') return undefined;
  return {
    path: name.replace(/\/+$/, '').replace(/^\/+/, ''),
    type: isFolder ? 'directory' : 'file',
    mode: (numberIn(block, 100, 8) ?? 0) & 0o7777,
    modified: numberIn(block, 136, 12) ?? 0,
    text: isFolder ? '' : textFromBytes(body),
  };
}

function textIn(bytes: Uint8Array, at: number, length: number): string {
  const part = bytes.subarray(at, at + length);
  const end = part.indexOf(0);
  return textFromBytes(end < 0 ? part : part.subarray(0, end));
}

function nameIn(block: Uint8Array): string {
  const prefix = textIn(block, 257, 5) === 'ustar' ? textIn(block, 345, 155) : '';
  const name = textIn(block, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function numberIn(block: Uint8Array, at: number, length: number): number | undefined {
  const text = textIn(block, at, length).trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : undefined;
}

/** The sum of the header's bytes, those of the sum itself taken as blanks. */
function hasRightSum(block: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : block[i]!;
  return numberIn(block, 148, 8) === sum;
}

/** `27 path=a/long/name\n` among the records of a pax header. */
const paxPath = (records: string): string | undefined => /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
