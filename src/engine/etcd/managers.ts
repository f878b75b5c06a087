import { rfc3339, type SimTime } from '../../base/time.ts';
import { afterUpdate, type Managers, zeroOf } from '../../kinds/managed-fields/managers.ts';
import type { Fields } from '../../kinds/managed-fields/typed.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindOf } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import type { Stored, WriteNote } from './store.ts';

/** Who made a version: enough to tell later which fields it took. */
export interface WriterRecord {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly t: SimTime;
  readonly epochMs: number;
  /** What it wanted to have stored, where something else was. */
  readonly asked: KubeObject | undefined;
}

const known = new WeakMap<Stored, Managers>();

/**
 * The managers of a version's fields. They are worked out when somebody asks, from the versions and their writers: most objects come and go without anybody
 * ever asking, and a real server's answer is the same.
 */
export function managersOf(stored: Stored): Managers {
  const open: Stored[] = [];
  let at: Stored | undefined = stored;
  while (at && !at.managers && !known.has(at)) {
    open.push(at);
    at = at.previous;
  }
  let managers: Managers = at ? (at.managers ?? known.get(at)!) : [];
  let before: KubeObject | undefined = at?.object;
  for (const version of open.reverse()) {
    managers = after(version, before, version.base ?? managers);
    known.set(version, managers);
    before = version.object;
  }
  return managers;
}

/** The managers that a write would leave, were it stored as the version after `previous`. */
export function managersAfter(object: KubeObject, { writer, base, managers }: WriteNote, previous: Stored | undefined): Managers {
  if (managers) return managers;
  return after({ object, writer }, previous?.object, base ?? (previous ? managersOf(previous) : []));
}

function after(
  { object, writer }: { readonly object: KubeObject; readonly writer?: WriterRecord | undefined },
  before: KubeObject | undefined,
  managers: Managers,
): Managers {
  const kind = kindOf(object);
  if (!kind || !writer) return managers;
  const { manager, apiVersion, subresource, t, epochMs, asked = object } = writer;
  const { definition } = kind;
  // Nulls that Go writes count as fields, too.
  const { apiVersion: version, kind: name } = object;
  return afterUpdate(managers, {
    definition,
    before: asWritten<Fields>((before ?? { ...zeroOf(definition), apiVersion: version, kind: name }) as Fields),
    after: asWritten(asked),
    writer: { manager, operation: 'Update', apiVersion, subresource, time: rfc3339(epochMs, t) },
  });
}
