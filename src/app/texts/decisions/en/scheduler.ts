import type { SchedulerDecisions } from '../../../../wire/decisions/scheduler.ts';
import type { Sentences } from '../texts.ts';

const nodes = (n: number): string => (n === 1 ? '1 node' : `${n} nodes`);

const reasons = (counts: { [reason: string]: number }): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');

/** What was found before a choice: how many nodes were looked at and how many fit. */
const saw = ({ total, examined, feasible, counts }: SchedulerDecisions['scheduler.bind']): string => {
  const looked = examined < total ? `Looked at ${examined} of ${nodes(total)}, which is enough to choose from` : `Looked at ${nodes(total)}`;
  const refused = Object.keys(counts).length > 0 ? ` (the others: ${reasons(counts)})` : '';
  return `${looked}; ${feasible} can run the pod${refused}.`;
};

const chosen = ({ by, node, tied, score, feasible }: SchedulerDecisions['scheduler.bind']): string => {
  switch (by) {
    case 'only':
      return `Takes ${node}, the only one.`;
    case 'score':
      return `Takes ${node}: with ${score} points the best of ${feasible}.`;
    case 'tie':
      return `Takes ${node}: ${tied} nodes share the best score of ${score} points, and chance decides between them.`;
    case 'nominated':
      return `Takes ${node}, where room was made for this pod.`;
  }
};

const OBJECTS: Readonly<Record<string, string>> = {
  node: 'node',
  assignedPod: 'pod',
  unscheduledPod: 'pod',
  claim: 'claim',
  volume: 'volume',
  storageClass: 'StorageClass',
};

const ACTIONS: Readonly<Record<string, string>> = { add: 'is new', update: 'has changed', delete: 'is gone' };

export const scheduler: Sentences<SchedulerDecisions> = {
  'scheduler.bind': (args) => ({
    saw: saw(args),
    decided: chosen(args),
    result: `Counts pod ${args.pod} as running there from now on, and asks the API server to bind it.`,
  }),
  'scheduler.no-fit': ({ pod, total, counts, message, plugins }) => ({
    saw:
      total === 0
        ? 'The cluster has no nodes yet.'
        : Object.keys(counts).length > 0
          ? `None of ${nodes(total)} can run pod ${pod}. ${reasons(counts)}.`
          : message,
    decided: 'Leaves the pod Pending and notes the reason in an event and in its PodScheduled condition.',
    result:
      plugins.length > 0 ? `Tries again when a change could help ${plugins.join(', ')}, at the latest after 5 minutes.` : 'Tries again when anything changes.',
  }),
  'scheduler.preempt': ({ pod, node, victims, candidates }) => ({
    saw: `Pod ${pod} fits nowhere, but less important pods run on ${nodes(candidates)} where it would.`,
    decided: `Makes room on ${node}: ${victims.join(', ')} must go.`,
    result: 'They are ended gracefully. The pod keeps this node as its nominated node and is placed when the room is free.',
  }),
  'scheduler.bind-volumes': ({ node, bindings, provisions }) => ({
    saw: 'The pod’s claims were waiting for it to get a node.',
    decided: [
      ...bindings.map(({ claim, volume }) => `Gives volume ${volume} to claim ${claim}.`),
      ...provisions.map((claim) => `Has a new volume made for claim ${claim}, reachable from ${node}.`),
    ].join(' '),
    result: 'The pod is bound once its volumes are.',
  }),
  'scheduler.failed': ({ pod, node, message }) => ({
    saw: `Binding pod ${pod} to ${node} failed: ${message}`,
    decided: 'No longer counts it there and tries again after a pause.',
  }),
  'scheduler.wake': ({ pod, plugin, resource, action, object, to }) => ({
    saw: `${OBJECTS[resource] ?? resource} ${object} ${ACTIONS[action] ?? action}${plugin === '' ? '' : `, which could help with what ${plugin} objected to`}.`.replace(
      /^./,
      (c) => c.toUpperCase(),
    ),
    decided: to === 'active' ? `Puts pod ${pod} back in line.` : `Puts pod ${pod} back in line once its pause is over.`,
  }),
  'scheduler.flush': ({ pod }) => ({
    saw: `Pod ${pod} has been waiting for more than 5 minutes without anything that seemed to help.`,
    decided: 'Tries it again all the same.',
  }),
  'scheduler.gated': ({ pod, gates }) => ({
    saw: `Pod ${pod} has scheduling gates: ${gates.join(', ')}.`,
    decided: 'Does not look at it before they are taken off.',
  }),
};
