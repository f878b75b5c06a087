import type { ReplicaSetDecisions } from '../../../../wire/decisions/replica-set.ts';
import type { Sentences } from '../texts.ts';

const few = (names: readonly string[], of: number, more: (n: number) => string): string =>
  names.join(', ') + (of > names.length ? more(of - names.length) : '');

export const replicaSet: Sentences<ReplicaSetDecisions> = {
  'replicaset.create': ({ replicaSet, wanted, have, now, left }) => ({
    saw: `ReplicaSet ${replicaSet}のあるべき数は${wanted}個ですが、今は${have}個です。`,
    decided: left === now ? `Podを${now}個作ります。` : `うまくいくかを確かめるため、まず${now}個作ります。残りは${left - now}個です。`,
  }),
  'replicaset.create-more': ({ now, left }) => ({
    saw: 'うまくいきました。',
    decided: left === now ? `残りの${now}個を作ります。` : `前回の2倍の${now}個を一度に作ります。残りは${left - now}個です。`,
  }),
  'replicaset.delete': ({ replicaSet, wanted, have, pods, now }) => ({
    saw: `ReplicaSet ${replicaSet}のあるべき数は${wanted}個ですが、今は${have}個です。`,
    decided: `${few(pods, now, (n) => `ほか${n}個`)}を削除します。`,
    result:
      now < have
        ? 'ノードが決まっていない、動いていない、準備ができていないPodが先です。次に、同じノードに仲間が多いPod、その次に新しいPodです。'
        : 'すべて削除します。',
  }),
  'replicaset.adopt': ({ replicaSet, pods }) => ({
    saw: `${pods.join('、')}はセレクターに一致し、所有者がいません。`,
    decided: `ReplicaSet ${replicaSet}が引き取り、自分のPodとして数えます。`,
  }),
  'replicaset.release': ({ replicaSet, pods }) => ({
    saw: `${pods.join('、')}はセレクターに一致しなくなりました。`,
    decided: `ReplicaSet ${replicaSet}は所有者参照を外して手放します。Podはそのまま動き続けます。`,
    result: '数に入らなくなるので、代わりのPodを作ります。',
  }),
  'replicaset.failed': ({ reason, message }) => ({
    saw: `APIサーバーに断られました（${message}）。`,
    decided: `ReplicaFailureコンディションに${reason}と記録し、毎回2倍に延びる待ち時間のあとで、もう一度試します。`,
  }),
};
