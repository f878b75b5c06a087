import { byText } from '../base/order.ts';

/**
 * The diff that the server adds when it refuses a change of a spec: since 1.34 a unified diff of the two specs as indented JSON
 * of the internal Go structs, whose fields have their Go names and are all there, set or not (apimachinery pkg/util/diff).
 */

/** A struct's fields in Go's order, each with what it is written as when it is not set. */
export type GoStruct = readonly (readonly [name: string, zero: unknown])[];

/** The object with its fields in the struct's order and under Go's names. */
export function asGoStruct(object: { readonly [field: string]: unknown }, struct: GoStruct): object {
  const out: [string, unknown][] = struct.map(([name, zero]) => [
    goName(name),
    SELECTORS.has(name) ? (object[name] ?? zero) : goValue(object[name] ?? zero, MAPS.has(name)),
  ]);
  const rest = Object.keys(object).filter((field) => !struct.some(([name]) => name === field));
  return Object.fromEntries([...out, ...rest.map((field): [string, unknown] => [goName(field), goValue(object[field])])]);
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  gcePersistentDisk: 'GCEPersistentDisk',
  awsElasticBlockStore: 'AWSElasticBlockStore',
  nfs: 'NFS',
  rbd: 'RBD',
  iscsi: 'ISCSI',
  cephfs: 'CephFS',
  fc: 'FC',
  csi: 'CSI',
  storageos: 'StorageOS',
  dnsPolicy: 'DNSPolicy',
  dnsConfig: 'DNSConfig',
  os: 'OS',
  tty: 'TTY',
  httpGet: 'HTTPGet',
  tcpSocket: 'TCPSocket',
  uid: 'UID',
};
const goName = (field: string): string => ABBREVIATIONS[field] ?? field.slice(0, 1).toUpperCase() + field.slice(1);

const MAPS: ReadonlySet<string> = new Set(['limits', 'requests', 'matchLabels', 'nodeSelector', 'overhead']);

/** Of metav1, which keeps its JSON names. */
const SELECTORS: ReadonlySet<string> = new Set(['selector', 'labelSelector', 'namespaceSelector']);

function goValue(value: unknown, ownKeys = false): unknown {
  if (Array.isArray(value)) return value.map((item) => goValue(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (ownKeys ? byText(a, b) : rank(a) - rank(b) || byText(a, b)));
  return Object.fromEntries(entries.map(([key, item]) => [ownKeys ? key : goName(key), SELECTORS.has(key) ? item : goValue(item, MAPS.has(key))]));
}

/** Of the structs below containers and pods (pkg/apis/core/types.go), in the order of their fields; others come after them by name. */
const ORDER: readonly string[] = [
  ...['name', 'key', 'operator', 'effect', 'readOnly', 'recursiveReadOnly', 'mountPath', 'subPath', 'mountPropagation', 'subPathExpr', 'devicePath'],
  ...['hostPort', 'containerPort', 'value', 'valueFrom', 'protocol', 'hostIP', 'exec', 'httpGet', 'tcpSocket', 'grpc', 'path', 'port', 'host', 'scheme'],
  ...['httpHeaders', 'initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold', 'terminationGracePeriodSeconds'],
];
const RANKS: ReadonlyMap<string, number> = new Map(ORDER.map((name, i) => [name, i]));
const rank = (field: string): number => RANKS.get(field) ?? ORDER.length;

const CONTEXT = 3;

/** Unified diff of two values as JSON, three lines around each change. */
export function jsonDiff(previous: object, next: object): string {
  const [a, b] = [JSON.stringify(previous, undefined, 1).split('\n'), JSON.stringify(next, undefined, 1).split('\n')];
  return hunksOf(editsOf(a, b)).map(hunkText).join('');
}

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
  /** Numbers of the line before which the edit stands, from 0. */
  readonly a: number;
  readonly b: number;
}

/** Beyond so many pairs of lines all between the common head and tail counts as replaced: the diff is for reading, not for patching. */
const MAX_PAIRS = 2_000_000;

/** Longest common subsequence of the lines between the common head and tail. */
function editsOf(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [innerA, innerB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const longest = innerA.length * innerB.length > MAX_PAIRS ? undefined : lengths(innerA, innerB);
  const inner = longest ? innerEdits(innerA, innerB, longest) : replaced(innerA, innerB);
  const kept = (from: number, count: number, shift: number): Edit[] =>
    Array.from({ length: count }, (_, i) => ({ sign: ' ' as const, line: a[from + i] as string, a: from + i, b: from + i + shift }));
  const moved = inner.map((edit) => ({ ...edit, a: edit.a + head, b: edit.b + head }));
  return [...kept(0, head, 0), ...moved, ...kept(a.length - tail, tail, b.length - a.length)];
}

const replaced = (a: readonly string[], b: readonly string[]): readonly Edit[] => [
  ...a.map((line, i): Edit => ({ sign: '-', line, a: i, b: 0 })),
  ...b.map((line, j): Edit => ({ sign: '+', line, a: a.length, b: j })),
];

function innerEdits(a: readonly string[], b: readonly string[], longest: readonly (readonly number[])[]): readonly Edit[] {
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) edits.push({ sign: ' ', line: a[i] as string, a: i++, b: j++ });
    else if (i < a.length && (j >= b.length || (longest[i + 1]?.[j] ?? 0) >= (longest[i]?.[j + 1] ?? 0)))
      edits.push({ sign: '-', line: a[i] as string, a: i++, b: j });
    else edits.push({ sign: '+', line: b[j] as string, a: i, b: j++ });
  }
  return edits;
}

function lengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] as number[];
      const below = table[i + 1] as number[];
      row[j] = a[i] === b[j] ? (below[j + 1] as number) + 1 : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  return table;
}

function hunksOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const hunks: Edit[][] = [];
  let end = -1;
  edits.forEach(({ sign }, i) => {
    if (sign === ' ') return;
    const from = Math.max(i - CONTEXT, 0);
    const to = Math.min(i + CONTEXT + 1, edits.length);
    if (from <= end && hunks.length > 0) hunks.at(-1)?.push(...edits.slice(end, to));
    else hunks.push(edits.slice(from, to));
    end = to;
  });
  return hunks;
}

function hunkText(hunk: readonly Edit[]): string {
  const first = hunk[0] as Edit;
  const count = (sign: '-' | '+'): number => hunk.filter((edit) => edit.sign === ' ' || edit.sign === sign).length;
  return `@@ -${first.a + 1},${count('-')} +${first.b + 1},${count('+')} @@\n${hunk.map(({ sign, line }) => `${sign}${line}\n`).join('')}`;
}
