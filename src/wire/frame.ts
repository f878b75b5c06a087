import type { Json } from '../base/json.ts';
import type { KubeObject } from '../kinds/object.ts';
import type { HappeningCode, Oid } from './happening.ts';
import type { BranchNews, Moment } from './instant.ts';
import type { RowKind } from './rows.ts';
import type { TerminalChange } from './terminal.ts';

/**
 * The one message a source sends per frame: what changed between two instants, in whichever direction. A simulator, a replay and a live
 * cluster speak exactly this. Applying it twice changes nothing more.
 */
export interface Frame {
  /** Undefined: this is a whole snapshot, forget what you have. */
  readonly from: Moment | undefined;
  readonly to: Moment;
  /** New entries of the string table, from index `stringsFrom` on. Index 0 is the empty text. */
  readonly stringsFrom: number;
  readonly strings: readonly string[];
  /** Changed rows per kind: Int32 columns as rows.ts says. */
  readonly rows: Partial<Record<RowKind, Int32Array>>;
  /** Objects that do not exist any more (or, going back, not yet). */
  readonly gone: Int32Array;
  /** New ones; those beyond `to` too, where they are known. When the branch changed: what follows the part both share (even if that is nothing). */
  readonly happenings: HappeningColumns | undefined;
  /** Full objects, for ids someone has open and of kinds that stay few (in clusters of up to 300 pods: all). null = gone, or no longer sent. */
  readonly objects: readonly { readonly oid: Oid; readonly object: KubeObject | null }[];
  /** What components show of themselves (queues, rules, images, gauges, disks), by actor; only what changed. null = gone. */
  readonly parts: Readonly<Record<string, Json>>;
  /** What terminals show, as far as it is new. */
  readonly terminals?: readonly TerminalChange[];
  /** All branches, when any changed; of their commands only those that are new (in a snapshot: all). */
  readonly branches?: readonly BranchNews[];
  readonly playing: boolean;
  readonly speed: number;
  /** A time lens is open: idle time is being skipped until this instant, because of this (a code). */
  readonly lens?: { readonly untilUs: number; readonly why: string };
}

/** Happenings in columns; texts are indexes into the string table. */
export interface HappeningColumns {
  /** Id of the first; ids follow each other unless `ids` says which there are. */
  readonly firstId: number;
  /** All up to this id have happened, also those that are not told (any more). */
  readonly last: number;
  readonly ids?: Int32Array;
  readonly t: Float64Array;
  /** Arrival of those that travel, else 0. */
  readonly until: Float64Array;
  readonly code: Uint8Array;
  readonly actor: Int32Array;
  readonly to: Int32Array;
  readonly cause: Int32Array;
  readonly oid: Int32Array;
  readonly rev: Int32Array;
  readonly say: Int32Array;
  readonly background: Uint8Array;
  /** Arguments, null where there are none. */
  readonly args: readonly Json[];
}

export const HAPPENING_CODES: readonly HappeningCode[] = [
  'command',
  'api.request',
  'api.response',
  'etcd.write',
  'etcd.compact',
  'watch.event',
  'decide',
  'cri.call',
  'image.pull',
  'container.state',
  'probe',
  'volume.step',
  'proxy.sync',
  'packet',
  'dns',
  'heartbeat',
  'fault',
  'component.crash',
];
