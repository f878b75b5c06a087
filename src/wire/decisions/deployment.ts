/** What the deployment controller decides. Sizes are spec.replicas of ReplicaSets. */
export interface DeploymentDecisions {
  /** No ReplicaSet has this pod template: it makes one. */
  'deployment.new-replica-set': { deployment: string; replicaSet: string; revision: number; replicas: number };
  /** A ReplicaSet of that name is there with another template: the hash must change. */
  'deployment.collision': { deployment: string; replicaSet: string; collisions: number };
  /** The template is that of an old ReplicaSet: it becomes the new one, with a new revision. */
  'deployment.roll-back': { deployment: string; replicaSet: string; from: number; to: number };
  /** Rolling update: room for more new pods. saw: total size of all ReplicaSets, the most there may be. */
  'deployment.scale-up-new': { replicaSet: string; from: number; to: number; total: number; most: number };
  /** Rolling update: old pods may go. saw: available pods, the least there must be. */
  'deployment.scale-down-old': { replicaSet: string; from: number; to: number; available: number; least: number };
  /** Rolling update: old pods that are not available anyway go first. room: how many may go without harm. */
  'deployment.remove-unavailable': { replicaSet: string; from: number; to: number; unavailable: number; room: number };
  /** Rolling update: neither up nor down is possible now. */
  'deployment.wait': {
    deployment: string;
    replicaSet: string;
    available: number;
    wanted: number;
    least: number;
    total: number;
    most: number;
    newAvailable: number;
    newSize: number;
  };
  /** No old pods are left; the new ones are not all available yet. */
  'deployment.wait-available': { deployment: string; replicaSet: string; available: number; wanted: number };
  'deployment.recreate-stop': { replicaSet: string; from: number; to: number };
  'deployment.recreate-wait': { deployment: string; replicaSets: string[] };
  'deployment.recreate-start': { replicaSet: string; from: number; to: number };
  /** spec.replicas changed and one ReplicaSet takes it all. */
  'deployment.scale': { deployment: string; replicaSet: string; from: number; to: number };
  /** spec.replicas changed in the middle of a rollout. share: how many are added (or removed) in all; total: size of all before. */
  'deployment.scale-proportionally': { deployment: string; replicaSet: string; from: number; to: number; share: number; total: number };
  'deployment.forget-revision': { deployment: string; replicaSet: string; kept: number; found: number };
  'deployment.adopt': { deployment: string; replicaSets: string[] };
  'deployment.release': { deployment: string; replicaSets: string[] };
  'deployment.paused': { deployment: string };
  'deployment.resumed': { deployment: string };
  /** The template changed while paused. */
  'deployment.paused-change': { deployment: string };
  'deployment.complete': { deployment: string; replicaSet: string; available: number; wanted: number };
  'deployment.deadline-exceeded': { deployment: string; replicaSet: string; available: number; wanted: number; seconds: number };
}
