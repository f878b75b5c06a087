import { EXAMPLES } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { nodeFailure } from '../../scenarios/node-failure.ts';
import { rollingUpdate } from '../../scenarios/rolling-update.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { volumes } from '../../scenarios/volumes.ts';
import type { Told } from './timeline.testing.ts';

const crashLoop: Scenario = {
  id: 'crash-loop',
  title: { en: '', ja: '' },
  nodes: standardNodes(1),
  manifests: [EXAMPLES.find(({ id }) => id === 'crash')!.text],
  traffic: [],
  opensAt: 'quiet',
};

const SPACE = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
data:
  colour: blue
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx:1.28
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - port: 80
`;

const namespaceDeletion: Scenario = {
  id: 'namespace-deletion',
  title: { en: '', ja: '' },
  nodes: standardNodes(2),
  manifests: [SPACE],
  traffic: [],
  opensAt: 'quiet',
  script: [
    { afterSeconds: 5, command: { do: 'request', said: 'kubectl delete namespace shop', request: { method: 'DELETE', path: '/api/v1/namespaces/shop' } } },
  ],
};

/** Traffic is background and would only make them slower. */
const silent = (scenario: Scenario): Scenario => ({ ...scenario, traffic: [] });

/** The timelines that are kept, by the names of their files. */
export const TOLD: readonly Told[] = [
  { scenario: silent(rollingUpdate) },
  { scenario: silent(nodeFailure), seconds: 420 },
  { scenario: silent(volumes) },
  { scenario: crashLoop, seconds: 420 },
  { scenario: namespaceDeletion },
];
