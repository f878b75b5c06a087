import type { Json } from '../../base/json.ts';
import { HAPPENING_CODES, type HappeningColumns } from '../../wire/frame.ts';
import type { Happening, HappeningCode } from '../../wire/happening.ts';
import type { StringTable } from './strings.ts';

const CODE_INDEX: ReadonlyMap<HappeningCode, number> = new Map(HAPPENING_CODES.map((code, i) => [code, i]));

/** Happenings by index (id - 1); undefined for those that are not held. */
export interface Log {
  readonly length: number;
  get(index: number): Happening | undefined;
}

/** The happenings after the first `sent` of a log, in columns, as far as they are held. */
export function happeningColumns(log: Log, sent: number, strings: StringTable): HappeningColumns {
  const held: Happening[] = [];
  for (let i = sent; i < log.length; i++) {
    const happening = log.get(i);
    if (happening) held.push(happening);
  }
  const n = held.length;
  const args: Json[] = new Array(n);
  const columns = {
    firstId: sent + 1,
    last: Math.max(log.length, sent),
    ...(n === log.length - sent ? {} : { ids: Int32Array.from(held, ({ id }) => id) }),
    t: new Float64Array(n),
    until: new Float64Array(n),
    code: new Uint8Array(n),
    actor: new Int32Array(n),
    to: new Int32Array(n),
    cause: new Int32Array(n),
    oid: new Int32Array(n),
    rev: new Int32Array(n),
    say: new Int32Array(n),
    background: new Uint8Array(n),
    args,
  };
  for (let i = 0; i < n; i++) {
    const happening = held[i]!;
    columns.t[i] = happening.t;
    columns.until[i] = happening.until ?? 0;
    columns.code[i] = CODE_INDEX.get(happening.code) ?? 0;
    columns.actor[i] = strings.index(happening.actor);
    columns.to[i] = strings.index(happening.to);
    columns.cause[i] = happening.cause;
    columns.oid[i] = happening.oid ?? 0;
    columns.rev[i] = happening.rev ?? 0;
    columns.say[i] = strings.index(happening.say);
    columns.background[i] = happening.background ? 1 : 0;
    args[i] = happening.args ?? null;
  }
  return columns;
}
