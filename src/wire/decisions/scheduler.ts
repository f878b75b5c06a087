/** What kube-scheduler decides. Texts of reasons are those of the real scheduler and stay English. */

/** What the scheduler found of one node. */
export type NodeVerdict = {
  node: string;
  fits: boolean;
  /** Who refused it, and why. */
  plugin?: string;
  reasons?: string[];
  /** Total score and what each plugin gave, weighted; left out when there was nothing to compare. */
  total?: number;
  scores?: { [plugin: string]: number };
};

/** Beyond 100 nodes: all of interest, and counts for the rest. */
export type NodeVerdicts = {
  nodes: NodeVerdict[];
  /** How often each reason was given, over all nodes looked at. */
  counts: { [reason: string]: number };
};

export interface SchedulerDecisions {
  /** It chose a node: the only one, the best, or one of several equally good ones. */
  'scheduler.bind': {
    pod: string;
    node: string;
    /** Nodes in the cluster, looked at, and fit. */
    total: number;
    examined: number;
    feasible: number;
    by: 'only' | 'score' | 'tie' | 'nominated';
    tied: number;
    score: number;
  } & NodeVerdicts;
  /** No node fits; it waits for a change one of these plugins hopes for. */
  'scheduler.no-fit': { pod: string; total: number; message: string; plugins: string[] } & NodeVerdicts;
  /** Less important pods have to leave a node for it. */
  'scheduler.preempt': { pod: string; node: string; victims: string[]; candidates: number };
  /** A volume has to be bound or made first. */
  'scheduler.bind-volumes': { pod: string; node: string; bindings: { claim: string; volume: string }[]; provisions: string[] };
  /** Something went wrong after the node was chosen: it takes the pod back and tries again. */
  'scheduler.failed': { pod: string; node: string; message: string };
  /** The cluster changed in a way that may help a waiting pod. */
  'scheduler.wake': { pod: string; plugin: string; resource: string; action: string; object: string; to: 'active' | 'backoff' };
  /** It waited for so long that it is tried again without any reason. */
  'scheduler.flush': { pod: string };
  /** It has scheduling gates: not even looked at. */
  'scheduler.gated': { pod: string; gates: string[] };
}
