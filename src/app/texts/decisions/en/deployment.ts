import type { DeploymentDecisions } from '../../../../wire/decisions/deployment.ts';
import type { Sentences } from '../texts.ts';

const pods = (n: number): string => (n === 1 ? '1 pod' : `${n} pods`);

const are = (n: number): string => (n === 1 ? '1 pod is' : `${n} pods are`);

export const deployment: Sentences<DeploymentDecisions> = {
  'deployment.new-replica-set': ({ deployment, replicaSet, revision, replicas }) => ({
    saw: `No ReplicaSet of Deployment ${deployment} has its present pod template.`,
    decided: `Makes ReplicaSet ${replicaSet} as revision ${revision}.`,
    result: replicas === 0 ? 'It starts without pods; there is no room for more yet.' : `It starts with ${pods(replicas)}.`,
  }),
  'deployment.collision': ({ replicaSet, collisions }) => ({
    saw: `A ReplicaSet named ${replicaSet} exists already, with another pod template.`,
    decided: `Counts the collision (${collisions} so far), which changes the hash in the name, and tries again.`,
  }),
  'deployment.roll-back': ({ replicaSet, from, to }) => ({
    saw: `The pod template is that of ReplicaSet ${replicaSet}, which was revision ${from}.`,
    decided: `Uses it again, as revision ${to}; no new ReplicaSet is needed.`,
  }),
  'deployment.scale-up-new': ({ replicaSet, from, to, total, most }) => ({
    saw: `There are ${pods(total)} in all, and there may be up to ${most}.`,
    decided: `Raises the new ReplicaSet ${replicaSet} from ${from} to ${to}.`,
  }),
  'deployment.scale-down-old': ({ replicaSet, from, to, available, least }) => ({
    saw: `${are(available)} available; at least ${least} must stay.`,
    decided: `Lowers the old ReplicaSet ${replicaSet} from ${from} to ${to}.`,
  }),
  'deployment.remove-unavailable': ({ replicaSet, from, to, unavailable }) => ({
    saw: `Of the old ReplicaSet ${replicaSet}, ${are(unavailable)} not available.`,
    decided: `Lowers it from ${from} to ${to}: such pods go first, as nobody misses them.`,
  }),
  'deployment.wait': ({ available, least, total, most, newAvailable, newSize }) => ({
    saw: `${are(available)} available and at least ${least} must stay; there are ${total} in all and may be up to ${most}. Of ${newSize} new ones, ${newAvailable} ${newAvailable === 1 ? 'is' : 'are'} available.`,
    decided: available <= least ? 'No old pod may go yet: waits until more new pods are available.' : 'Waits until a new pod is available.',
  }),
  'deployment.wait-available': ({ available, wanted }) => ({
    saw: `All ${pods(wanted)} are of the new revision; ${available} of them ${available === 1 ? 'is' : 'are'} available.`,
    decided: 'Waits until all are.',
  }),
  'deployment.recreate-stop': ({ replicaSet, from }) => ({
    saw: `The strategy is Recreate, and the old ReplicaSet ${replicaSet} still wants ${pods(from)}.`,
    decided: 'Sets it to 0: all old pods go before any new one is made.',
  }),
  'deployment.recreate-wait': ({ replicaSets }) => ({
    saw: `Old pods of ${replicaSets.join(', ')} are not quite gone.`,
    decided: 'Makes no new pod before the last old one has ended.',
  }),
  'deployment.recreate-start': ({ replicaSet, to }) => ({ saw: 'No old pod is left.', decided: `Raises the new ReplicaSet ${replicaSet} to ${to}.` }),
  'deployment.scale': ({ deployment, replicaSet, from, to }) => ({
    saw: `Deployment ${deployment} wants another number of replicas than ReplicaSet ${replicaSet} has (${from}).`,
    decided: `Sets ReplicaSet ${replicaSet} to ${to}.`,
  }),
  'deployment.scale-proportionally': ({ replicaSet, from, to, share, total }) => ({
    saw: `The number of replicas changed in the middle of a rollout: ${Math.abs(share)} ${share > 0 ? 'more are' : 'fewer are'} to be shared among ReplicaSets of ${total} in all.`,
    decided: `Each gets its share by its size: ${replicaSet} goes from ${from} to ${to}.`,
  }),
  'deployment.forget-revision': ({ replicaSet, kept, found }) => ({
    saw: `There are ${found} old ReplicaSets; the history keeps ${kept}.`,
    decided: `Removes ${replicaSet}, which has no pods and the lowest revision.`,
  }),
  'deployment.adopt': ({ deployment, replicaSets }) => ({
    saw: `${replicaSets.join(', ')} match the selector and have no owner.`,
    decided: `Adopts them for Deployment ${deployment}.`,
  }),
  'deployment.release': ({ deployment, replicaSets }) => ({
    saw: `${replicaSets.join(', ')} no longer match the selector.`,
    decided: `Deployment ${deployment} lets them go.`,
  }),
  'deployment.paused': ({ deployment }) => ({
    saw: `Deployment ${deployment} is paused.`,
    decided: 'Notes it, so that the pause does not count against the deadline.',
  }),
  'deployment.resumed': ({ deployment }) => ({
    saw: `Deployment ${deployment} is no longer paused.`,
    decided: 'Goes on with the rollout; the deadline counts from now.',
  }),
  'deployment.paused-change': ({ deployment }) => ({
    saw: `The pod template of Deployment ${deployment} has changed, but it is paused.`,
    decided: 'Makes no new ReplicaSet until it is resumed.',
  }),
  'deployment.complete': ({ replicaSet, available, wanted }) => ({
    saw: `${available} of ${pods(wanted)} are available, all of ReplicaSet ${replicaSet}.`,
    decided: 'The rollout is complete.',
  }),
  'deployment.deadline-exceeded': ({ replicaSet, seconds }) => ({
    saw: `Nothing has become better for ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
    decided: `Says so in the condition Progressing: ReplicaSet ${replicaSet} has taken too long.`,
    result: 'It does not roll back by itself; the rollout goes on as soon as a pod becomes available.',
  }),
};
