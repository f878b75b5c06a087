import { DEFAULT_CLASS, WEB } from './manifests.ts';
import { standardNodes } from './nodes.ts';
import type { Scenario } from './scenario.ts';

/** A machine goes dark; what of it the cluster makes good again, and when. */
export const nodeFailure: Scenario = {
  id: 'node-failure',
  title: { en: 'Three machines, one to switch off', ja: '3台のマシン（1台の電源を切る）' },
  nodes: standardNodes(3),
  manifests: [DEFAULT_CLASS, WEB],
  traffic: [{ id: 'users', from: 'users', url: 'http://web.default.svc:80/', perSecond: 2 }],
  opensAt: 'quiet',
  script: [
    {
      afterSeconds: 5,
      command: { do: 'node.power', node: 'node-2', on: false },
      say: {
        en: 'Nothing tells the cluster. After 50 s of silence the node counts as lost; its pods are replaced 300 s later.',
        ja: 'クラスターには何も知らされません。50秒応答がないとノードは失われたとみなされ、その300秒後にPodが別のノードで作り直されます。',
      },
    },
  ],
};
