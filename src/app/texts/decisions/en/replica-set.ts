import type { ReplicaSetDecisions } from '../../../../wire/decisions/replica-set.ts';
import type { Sentences } from '../texts.ts';

const few = (names: readonly string[], of: number, more: (n: number) => string): string =>
  names.join(', ') + (of > names.length ? more(of - names.length) : '');

export const replicaSet: Sentences<ReplicaSetDecisions> = {
  'replicaset.create': ({ replicaSet, wanted, have, now, left }) => ({
    saw: `ReplicaSet ${replicaSet} wants ${wanted} and has ${have}.`,
    decided:
      left === now
        ? `Makes ${now === 1 ? 'one pod' : `${now} pods`}.`
        : `Makes ${now === 1 ? 'one pod' : `${now} pods`} first, to see whether it works; ${left - now} more follow.`,
  }),
  'replicaset.create-more': ({ now, left }) => ({
    saw: 'That went well.',
    decided: left === now ? `Makes the remaining ${now}.` : `Makes ${now} more at once, twice as many as before; ${left - now} follow.`,
  }),
  'replicaset.delete': ({ replicaSet, wanted, have, pods, now }) => ({
    saw: `ReplicaSet ${replicaSet} wants ${wanted} and has ${have}.`,
    decided: `Removes ${few(pods, now, (n) => ` and ${n} more`)}.`,
    result:
      now < have
        ? 'Pods go first that have no node, do not run or are not ready; then those that share their node with more of their kind; then the younger.'
        : 'All go.',
  }),
  'replicaset.adopt': ({ replicaSet, pods }) => ({
    saw: `${pods.join(', ')} match the selector and have no controller.`,
    decided: `ReplicaSet ${replicaSet} adopts them and counts them as its own.`,
  }),
  'replicaset.release': ({ replicaSet, pods }) => ({
    saw: `${pods.join(', ')} no longer match the selector.`,
    decided: `ReplicaSet ${replicaSet} lets go of them: its owner reference comes off, and they run on by themselves.`,
    result: 'It no longer counts them, so it makes others in their place.',
  }),
  'replicaset.failed': ({ reason, message }) => ({
    saw: `The API server refused: ${message}`,
    decided: `Notes ${reason} in its condition ReplicaFailure and tries again after a pause that doubles each time.`,
  }),
};
