/**
 * What is drawn of every object, as typed columns: one Int32 per column, a row of `COLUMNS[kind].length` per changed object. Texts are
 * indexes into the string table (0 = none); other objects are oids (0 = none). One place defines them for both sides.
 */
export const COLUMNS = {
  Node: [
    'oid',
    'name',
    'flags',
    'cpuAllocatableMilli',
    'cpuRequestedMilli',
    'memoryAllocatableMi',
    'memoryRequestedMi',
    'podsAllocatable',
    'address',
    'createdRev',
  ],
  Pod: ['oid', 'name', 'namespace', 'node', 'owner', 'state', 'flags', 'ready', 'containers', 'restarts', 'ip', 'note', 'colour', 'createdRev'],
  ReplicaSet: ['oid', 'name', 'namespace', 'owner', 'wanted', 'current', 'ready', 'available', 'revision', 'flags', 'createdRev'],
  Deployment: ['oid', 'name', 'namespace', 'wanted', 'current', 'updated', 'ready', 'available', 'flags', 'createdRev'],
  Service: ['oid', 'name', 'namespace', 'type', 'clusterIP', 'port', 'nodePort', 'endpointsReady', 'endpointsTotal', 'flags', 'createdRev'],
  PersistentVolumeClaim: ['oid', 'name', 'namespace', 'phase', 'volume', 'sizeMi', 'modes', 'class', 'flags', 'createdRev'],
  PersistentVolume: ['oid', 'name', 'phase', 'claim', 'sizeMi', 'modes', 'class', 'reclaim', 'flags', 'createdRev'],
  StorageClass: ['oid', 'name', 'provisioner', 'bindingMode', 'flags', 'createdRev'],
  ConfigMap: ['oid', 'name', 'namespace', 'keys', 'flags', 'createdRev'],
  Secret: ['oid', 'name', 'namespace', 'keys', 'flags', 'createdRev'],
  Namespace: ['oid', 'name', 'phase', 'flags', 'createdRev'],
} as const;

export type RowKind = keyof typeof COLUMNS;
export const ROW_KINDS = Object.keys(COLUMNS) as readonly RowKind[];
export type RowOf<K extends RowKind> = { -readonly [C in (typeof COLUMNS)[K][number]]: number };

/** Columns that hold an index into the string table, in whichever kind they stand (`class` is a name; `port` and `nodePort` are numbers). */
export const TEXT_COLUMNS: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'address',
  'ip',
  'note',
  'type',
  'clusterIP',
  'phase',
  'modes',
  'class',
  'reclaim',
  'provisioner',
  'bindingMode',
]);

/** States of a pod as the picture tells them (a shape each); index = value of the column `state`. */
export const POD_STATES = [
  'unscheduled',
  'scheduled',
  'initialising',
  'creating',
  'notReady',
  'ready',
  'crashLoop',
  'oomKilled',
  'imageTrouble',
  'completed',
  'failed',
  'evicted',
  'terminating',
  'unknown',
] as const;
export type PodState = (typeof POD_STATES)[number];

/** Bits of the column `flags`. */
export const FLAGS = {
  terminating: 1,
  /** Node: Ready=True */
  ready: 2,
  /** Node: Ready=Unknown */
  unknown: 4,
  /** Node: spec.unschedulable */
  cordoned: 8,
  /** Node: runs the control plane */
  controlPlane: 16,
  /** Node: memory, disk or PID pressure */
  pressure: 32,
  /** Deployment: spec.paused */
  paused: 64,
  /** Deployment: Progressing=False */
  stuck: 128,
  /** StorageClass: the default one */
  isDefault: 256,
  /** Service: headless */
  headless: 512,
} as const;
