import { DEFAULT_CLASS, WEB } from './manifests.ts';
import { standardNodes } from './nodes.ts';
import type { Scenario } from './scenario.ts';

/** Four web servers get a new image while users go on asking. */
export const rollingUpdate: Scenario = {
  id: 'rolling-update',
  title: { en: 'Four web servers, to be updated', ja: '4つのWebサーバー（更新を試す）' },
  nodes: standardNodes(3),
  manifests: [DEFAULT_CLASS, WEB.replace('replicas: 3', 'replicas: 4')],
  traffic: [{ id: 'users', from: 'users', url: 'http://web.default.svc:80/', perSecond: 2 }],
  opensAt: 'quiet',
  script: [
    {
      afterSeconds: 5,
      say: {
        en: 'A second ReplicaSet appears, and pods move over to it a few at a time, while users go on asking.',
        ja: '2つめのReplicaSetが現れ、利用者がリクエストを送り続けるなか、Podが少しずつ入れ替わります。',
      },
      command: {
        do: 'request',
        said: 'kubectl set image deployment/web nginx=nginx:1.29',
        request: {
          method: 'PATCH',
          path: '/apis/apps/v1/namespaces/default/deployments/web',
          contentType: 'application/strategic-merge-patch+json',
          body: { spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.29' }] } } } },
        },
      },
    },
  ],
};
