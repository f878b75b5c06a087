/** A pod that was weighed when some had to go. */
export type RemovalCandidate = {
  pod: string;
  goes: boolean;
  node: string | null;
  phase: string;
  ready: boolean;
  /** controller.kubernetes.io/pod-deletion-cost */
  cost: number;
  /** Active pods of the same owner on its node. */
  onNode: number;
  created: string | null;
};

/** What the replicaset controller decides. */
export interface ReplicaSetDecisions {
  /** Too few pods. now: how many it asks for at once; left: how many are missing. */
  'replicaset.create': { replicaSet: string; wanted: number; have: number; now: number; left: number };
  /** The former batch went well: the next is twice as large. */
  'replicaset.create-more': { replicaSet: string; wanted: number; have: number; now: number; left: number };
  /** Too many pods. Candidates stand in the order in which they would go, at most 30. */
  'replicaset.delete': { replicaSet: string; wanted: number; have: number; pods: string[]; now: number; candidates: RemovalCandidate[] };
  'replicaset.adopt': { replicaSet: string; pods: string[] };
  'replicaset.release': { replicaSet: string; pods: string[] };
  'replicaset.failed': { replicaSet: string; reason: string; message: string };
}
