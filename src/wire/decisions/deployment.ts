/** What the deployment controller decides. */
export interface DeploymentDecisions {
  /** No ReplicaSet has this pod template: it makes one. */
  'deployment.new-replica-set': { deployment: string; replicaSet: string; revision: number; replicas: number };
  /** Rolling update: room for more new pods. saw: total pods of all ReplicaSets, the most there may be. */
  'deployment.scale-up-new': { replicaSet: string; from: number; to: number; total: number; most: number };
  /** Rolling update: old pods may go. saw: available pods, the least there must be. */
  'deployment.scale-down-old': { replicaSet: string; from: number; to: number; available: number; least: number };
}
