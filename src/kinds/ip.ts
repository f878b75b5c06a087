import { invalid } from './errors.ts';
import type { FieldError } from './kind.ts';

/** IP addresses and ranges: parsing, canonical texts, arithmetic, and the messages of apimachinery's validation. */
export interface Ip {
  readonly family: 4 | 6;
  readonly value: bigint;
}
export interface Cidr {
  readonly ip: Ip;
  readonly bits: number;
}

export function parseIp(text: string): Ip | undefined {
  if (text.length > 45) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Ip | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256n + BigInt(part);
  }
  return { family: 4, value };
}

function parseIpv6(text: string): Ip | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] as string);
  const tail = halves.length === 2 ? groupsOf(halves[1] as string) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return { family: 6, value: groups.reduce((sum, group) => sum * 65536n + BigInt(group), 0n) };
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const embedded = i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined;
    if (embedded) out.push(Number(embedded.value >> 16n), Number(embedded.value & 0xffffn));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return out;
}

/** Canonical text: `10.0.0.1`, `2001:db8::1`. */
export function ipText({ family, value }: Ip): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  const { start, length } = longestZeros(groups);
  const hex = (list: readonly number[]): string => list.map((group) => group.toString(16)).join(':');
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (i < groups.length && groups[i] === 0) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}

/** `10.244.0.0/24`; bits after the prefix are kept in `ip`. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^\d{1,3}$/.test(text.slice(slash + 1))) return undefined;
  const ip = parseIp(text.slice(0, slash));
  const bits = Number(text.slice(slash + 1));
  return ip && bits <= (ip.family === 4 ? 32 : 128) ? { ip, bits } : undefined;
}

export const sizeOf = ({ ip, bits }: Cidr): bigint => 1n << BigInt((ip.family === 4 ? 32 : 128) - bits);
/** The first address of the range. */
export const networkOf = (cidr: Cidr): Ip => ({ family: cidr.ip.family, value: (cidr.ip.value / sizeOf(cidr)) * sizeOf(cidr) });
export const cidrText = (cidr: Cidr): string => `${ipText(networkOf(cidr))}/${cidr.bits}`;
export const addIp = (ip: Ip, offset: number | bigint): Ip => ({ family: ip.family, value: ip.value + BigInt(offset) });

export function contains(cidr: Cidr, ip: Ip): boolean {
  const first = networkOf(cidr);
  return ip.family === first.family && ip.value >= first.value && ip.value < first.value + sizeOf(cidr);
}

/** IsValidIP: no leading zeros, no zone. */
export const ipErrors = (text: string, path: string): readonly FieldError[] =>
  parseIp(text) ? [] : [invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];

export const cidrErrors = (text: string, path: string): readonly FieldError[] =>
  parseCidr(text) ? [] : [invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];

const within = (ip: Ip, cidr: string): boolean => contains(parseCidr(cidr) as Cidr, ip);

/** ValidateNonSpecialIP (pkg/apis/core/validation): addresses endpoints may not have. */
export function specialIpErrors(text: string, path: string): readonly FieldError[] {
  const ip = parseIp(text);
  if (!ip) return [invalid(path, text, 'must be a valid IP address')];
  const errors: FieldError[] = [];
  if (ip.value === 0n) errors.push(invalid(path, text, `may not be unspecified (${text})`));
  if (within(ip, '127.0.0.0/8') || within(ip, '::1/128')) errors.push(invalid(path, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (within(ip, '169.254.0.0/16') || within(ip, 'fe80::/10'))
    errors.push(invalid(path, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (within(ip, '224.0.0.0/24') || within(ip, 'ff02::/16')) {
    errors.push(invalid(path, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  }
  return errors;
}

/** One address of each family at most. */
export const isDualStack = (texts: readonly string[]): boolean => {
  const families = texts.map((text) => parseIp(text)?.family);
  return families.includes(4) && families.includes(6);
};
