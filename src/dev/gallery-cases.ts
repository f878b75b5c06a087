import { POD_STATES } from '../wire/rows.ts';
import { chipGlyph, componentBox, hubGlyph, ledgerGlyph, programGlyph, verdictsGlyph } from '../views/glyphs/components.ts';
import { configMapGlyph, labelTag, secretGlyph } from '../views/glyphs/configuration.ts';
import type { DisplayList } from '../views/glyphs/display-list.ts';
import { moved, text } from '../views/glyphs/display-list.ts';
import { ENVELOPE_KINDS, envelopeGlyph } from '../views/glyphs/envelope.ts';
import { compactNode, heatNode, imageGlyph, localVolumeGlyph, nodeCard, type NodePicture } from '../views/glyphs/node.ts';
import { kubectlGlyph, usersGlyph } from '../views/glyphs/outside.ts';
import { ghostPod, podGlyph, type PodPicture } from '../views/glyphs/pod.ts';
import { serviceGlyph } from '../views/glyphs/service.ts';
import { claimGlyph, classGlyph, diskGlyph, volumeGlyph } from '../views/glyphs/storage.ts';
import { FAMILIES, type Tokens } from '../views/glyphs/tokens.ts';
import { deploymentGlyph, deploymentHeight } from '../views/glyphs/workload.ts';
import type { StageTexts } from '../views/stage/texts.ts';

/** One glyph in one state, with the size it is drawn in. */
export interface Case {
  readonly label: string;
  readonly w: number;
  readonly h: number;
  readonly list: DisplayList;
}

export interface Section {
  readonly title: string;
  readonly cases: readonly Case[];
}

const LINES: Readonly<Record<string, string>> = {
  unscheduled: 'no node yet',
  scheduled: 'on node-2',
  initialising: 'init 1/2',
  creating: 'pulling 62%',
  notReady: 'readiness 0/1',
  ready: '10.244.1.4',
  crashLoop: 'back-off 40s',
  oomKilled: 'exit 137',
  imageTrouble: 'ErrImagePull',
  completed: 'exit 0',
  failed: 'exit 1',
  evicted: 'memory',
  terminating: 'grace 21s',
  unknown: 'node silent',
};

const pod = (over: Partial<PodPicture>): PodPicture => ({
  name: 'web-7c9d8f5b6-k2x9p',
  state: 'ready',
  line: '10.244.1.4',
  containers: 2,
  ready: 2,
  restarts: 0,
  colour: 0,
  ...over,
});
const node = (over: Partial<NodePicture>): NodePicture => ({
  name: 'worker-1',
  address: '10.0.0.11',
  status: 'ready',
  cordoned: false,
  pressure: false,
  controlPlane: false,
  powered: true,
  cpu: 0.55,
  memory: 0.4,
  pods: 6,
  podsAllocatable: 110,
  said: '',
  fresh: 0,
  ...over,
});

export function sections(tokens: Tokens, words: StageTexts): readonly Section[] {
  const full = { w: 104, h: 54 };
  const family = tokens.family;
  return [
    {
      title: 'Pod',
      cases: POD_STATES.map((state) => ({
        label: state,
        ...full,
        list: podGlyph(
          pod({ state, line: LINES[state] ?? '', ready: state === 'ready' ? 2 : 0, restarts: state === 'crashLoop' ? 4 : 0 }),
          'full',
          full,
          tokens,
        ),
      })),
    },
    {
      title: 'Pod, capsule',
      cases: POD_STATES.map((state) => ({ label: state, w: 44, h: 26, list: podGlyph(pod({ state }), 'capsule', { w: 44, h: 26 }, tokens) })),
    },
    { title: 'Pod, dot', cases: POD_STATES.map((state) => ({ label: state, w: 13, h: 13, list: podGlyph(pod({ state }), 'dot', { w: 13, h: 13 }, tokens) })) },
    {
      title: 'Generations',
      cases: [0, 1, 2, 3]
        .map((colour) => ({ label: `template ${colour + 1}`, ...full, list: podGlyph(pod({ colour }), 'full', full, tokens) }))
        .concat([{ label: 'wanted, missing', ...full, list: ghostPod(full, words.wanted, tokens) }]),
    },
    {
      title: 'Deployment, ReplicaSet',
      cases: [
        {
          name: 'web',
          wanted: 4,
          ready: 3,
          paused: false,
          stuck: false,
          replicaSets: [
            { name: 'web-7c9d8f5b6', wanted: 3, current: 2, ready: 1, colour: 1, revision: 2 },
            { name: 'web-5d4f7c88b', wanted: 2, current: 3, ready: 2, colour: 0, revision: 1 },
          ],
        },
        {
          name: 'frontend',
          wanted: 3,
          ready: 3,
          paused: false,
          stuck: false,
          replicaSets: [{ name: 'frontend-66b7', wanted: 3, current: 3, ready: 3, colour: 0, revision: 1 }],
        },
        {
          name: 'api',
          wanted: 40,
          ready: 28,
          paused: true,
          stuck: false,
          replicaSets: [{ name: 'api-c5d9', wanted: 40, current: 34, ready: 28, colour: 0, revision: 1 }],
        },
        {
          name: 'stuck',
          wanted: 2,
          ready: 0,
          paused: false,
          stuck: true,
          replicaSets: [{ name: 'stuck-1', wanted: 2, current: 2, ready: 0, colour: 2, revision: 3 }],
        },
      ].map((d) => ({ label: d.name, w: 176, h: deploymentHeight(), list: deploymentGlyph(d, { w: 176, h: deploymentHeight() }, tokens) })),
    },
    {
      title: 'Messages',
      cases: ENVELOPE_KINDS.map((kind) => ({ label: kind, w: 26, h: 24, list: moved(envelopeGlyph(kind, family.workload, tokens), 13, 12) })),
    },
    {
      title: 'Service',
      cases: [
        { name: 'web', address: '10.96.0.12:80', type: 'ClusterIP', nodePort: 0, ready: 3, total: 4 },
        { name: 'frontend', address: '10.96.44.2:80', type: 'NodePort', nodePort: 30080, ready: 3, total: 3 },
        { name: 'redis-leader', address: 'None:6379', type: 'ClusterIP', nodePort: 0, ready: 0, total: 0 },
      ].map((s) => ({ label: s.name, w: 172, h: 52, list: serviceGlyph(s, { w: 172, h: 52 }, tokens) })),
    },
    {
      title: 'Claim and volume',
      cases: [
        ...(['RWO', 'ROX', 'RWX', 'RWOP'] as const).map((modes) => ({
          label: `claim ${modes}`,
          w: 138,
          h: 34,
          list: claimGlyph(
            { name: 'data-mysql-0', size: '10Gi', modes, class: 'fast', phase: modes === 'RWO' ? 'Pending' : 'Bound' },
            { w: 138, h: 34 },
            tokens,
          ),
        })),
        ...(['RWO', 'ROX', 'RWX', 'RWOP'] as const).map((modes) => ({
          label: `volume ${modes}`,
          w: 138,
          h: 44,
          list: volumeGlyph({ name: 'pvc-3f1c', size: '10Gi', modes, class: 'fast', phase: 'Available' }, { w: 138, h: 44 }, tokens),
        })),
        {
          label: 'released',
          w: 138,
          h: 44,
          list: volumeGlyph({ name: 'pv-old', size: '10Gi', modes: 'RWO', class: 'fast', phase: 'Released' }, { w: 138, h: 44 }, tokens),
        },
        {
          label: 'refused',
          w: 138,
          h: 44,
          list: volumeGlyph({ name: 'pv-c', size: '1Gi', modes: 'RWO', class: 'fast', phase: 'Available', refused: '1Gi < 2Gi' }, { w: 138, h: 44 }, tokens),
        },
        {
          label: 'bound',
          w: 138,
          h: 72,
          list: [
            ...moved(volumeGlyph({ name: 'pvc-3f1c', size: '10Gi', modes: 'RWO', class: 'fast', phase: 'Bound' }, { w: 138, h: 44 }, tokens), 0, 26),
            ...claimGlyph({ name: 'data-mysql-0', size: '10Gi', modes: 'RWO', class: 'fast', phase: 'Bound' }, { w: 138, h: 35 }, tokens),
          ],
        },
        { label: 'disk', w: 60, h: 70, list: diskGlyph({ name: 'disk-a', size: '10Gi', used: 0.4 }, { w: 60, h: 70 }, tokens) },
        {
          label: 'class',
          w: 150,
          h: 52,
          list: classGlyph(
            { name: 'standard', provisioner: 'rancher.io/local-path', mode: 'WaitForFirstConsumer', isDefault: true },
            { w: 150, h: 52 },
            tokens,
          ),
        },
      ],
    },
    {
      title: 'Configuration, labels',
      cases: [
        { label: 'ConfigMap', w: 130, h: 44, list: configMapGlyph({ name: 'web-config', keys: 'color, greeting' }, { w: 130, h: 44 }, tokens) },
        { label: 'Secret', w: 130, h: 44, list: secretGlyph({ name: 'db-pass', keys: 'password' }, { w: 130, h: 44 }, tokens) },
        ...(['none', 'match', 'miss'] as const).map((lens) => ({
          label: lens,
          w: 104,
          h: 22,
          list: labelTag({ key: 'app', value: 'web' }, lens, 104, tokens),
        })),
        { label: 'image', w: 100, h: 20, list: imageGlyph({ name: 'nginx:1.27', progress: 1 }, { w: 100, h: 20 }, tokens) },
        { label: 'pulling', w: 100, h: 20, list: imageGlyph({ name: 'mysql:8', progress: 0.6 }, { w: 100, h: 20 }, tokens) },
        ...(['disk', 'memory', 'attached'] as const).map((medium) => ({
          label: medium,
          w: 110,
          h: 22,
          list: localVolumeGlyph({ name: 'emptyDir cache', medium }, { w: 110, h: 22 }, tokens),
        })),
      ],
    },
    {
      title: 'Node',
      cases: [
        node({ said: 'node has room' }),
        node({ status: 'notReady', name: 'notReady' }),
        node({ status: 'unknown', name: 'unknown' }),
        node({ cordoned: true, name: 'cordoned' }),
        node({ pressure: true, memory: 0.97, name: 'pressure' }),
        node({ powered: false, name: 'off' }),
      ].map((n) => ({ label: n.name, w: 236, h: 174, list: nodeCard(n, words.node, { w: 236, h: 174 }, tokens) })),
    },
    {
      title: 'Node, small',
      cases: [
        {
          label: 'capsules',
          w: 150,
          h: 84,
          list: compactNode(
            node({}),
            POD_STATES.slice(0, 6).map((state) => pod({ state })),
            { w: 150, h: 84 },
            tokens,
          ),
        },
        {
          label: 'dots',
          w: 120,
          h: 84,
          list: compactNode(
            node({}),
            Array.from({ length: 40 }, (_, i) => pod({ state: i % 9 === 0 ? 'creating' : i % 13 === 0 ? 'crashLoop' : 'ready' })),
            { w: 120, h: 84 },
            tokens,
          ),
        },
        ...[0.1, 0.5, 0.95].map((cpu) => ({ label: `heat ${cpu}`, w: 16, h: 16, list: heatNode(node({ cpu, memory: 0 }), [], { w: 16, h: 16 }, tokens) })),
        { label: 'heat, lost', w: 16, h: 16, list: heatNode(node({ status: 'unknown' }), [], { w: 16, h: 16 }, tokens) },
      ],
    },
    {
      title: 'Components',
      cases: [
        {
          label: 'box',
          w: 300,
          h: 100,
          list: componentBox(
            { title: 'kube-scheduler', aside: '2 waiting', said: 'web-7c9…k2x9p → worker-3', fresh: 1, off: false },
            { w: 300, h: 100 },
            tokens,
          ),
        },
        {
          label: 'verdicts',
          w: 220,
          h: 52,
          list: verdictsGlyph(
            [
              { node: 'worker-1', label: 'Insufficient cpu', chosen: false },
              { node: 'worker-2', share: 0.8, label: '71', chosen: false },
              { node: 'worker-3', share: 1, label: '88', chosen: true },
            ],
            { w: 220, h: 52 },
            tokens,
          ),
        },
        {
          label: 'ledger',
          w: 330,
          h: 48,
          list: ledgerGlyph(
            [
              { rev: 4180, label: 'po', family: 'workload', type: 'ADDED', head: false },
              { rev: 4181, label: 'eps', family: 'network', type: 'MODIFIED', head: false },
              { rev: 4182, label: 'pvc', family: 'storage', type: 'ADDED', head: false },
              { rev: 4183, label: 'no', family: 'cluster', type: 'MODIFIED', head: false },
              { rev: 4184, label: 'cm', family: 'configuration', type: 'ADDED', head: false },
              { rev: 4185, label: 'po', family: 'workload', type: 'DELETED', head: true },
              undefined,
              undefined,
            ],
            8,
            { w: 330, h: 48 },
            tokens,
          ),
        },
        { label: 'chip', w: 88, h: 22, list: chipGlyph({ name: 'deployment', queue: 0, lit: false, off: false }, { w: 88, h: 22 }, tokens) },
        { label: 'lit, queue', w: 88, h: 22, list: chipGlyph({ name: 'replicaset', queue: 3, lit: true, off: false }, { w: 88, h: 22 }, tokens) },
        { label: 'off', w: 88, h: 22, list: chipGlyph({ name: 'gc', queue: 12, lit: false, off: true }, { w: 88, h: 22 }, tokens) },
        { label: 'program', w: 84, h: 26, list: programGlyph({ name: 'kubelet', queue: 0, lit: true, off: false }, { w: 84, h: 26 }, tokens, family.workload) },
        {
          label: 'program off',
          w: 84,
          h: 26,
          list: programGlyph({ name: 'kube-proxy', queue: 0, lit: false, off: true }, { w: 84, h: 26 }, tokens, family.network),
        },
        {
          label: 'hub',
          w: 760,
          h: 46,
          list: hubGlyph(
            {
              title: 'kube-apiserver',
              steps: words.apiSteps,
              left: 240,
              pills: [
                { text: 'PATCH deployments/web', status: 200, failed: false, head: false },
                { text: 'POST pods/web-k2x9p/binding', status: 409, failed: true, head: false },
                { text: 'POST pods', status: 0, failed: false, head: true },
              ],
            },
            { w: 760, h: 46 },
            tokens,
          ),
        },
        {
          label: 'kubectl',
          w: 176,
          h: 74,
          list: kubectlGlyph(
            { title: 'kubectl', command: 'set image deploy/web web=nginx:1.27', answer: 'deployment.apps/web image updated' },
            { w: 176, h: 74 },
            tokens,
          ),
        },
        { label: 'users', w: 140, h: 44, list: usersGlyph({ title: words.users, rate: '120 req/s', failing: '' }, { w: 140, h: 44 }, tokens) },
      ],
    },
    {
      title: 'Families',
      cases: FAMILIES.map((name) => ({
        label: name,
        w: 70,
        h: 24,
        list: [
          { s: 'rect', x: 0, y: 0, w: 70, h: 24, r: 6, fill: family[name].soft, stroke: family[name].line, width: 1.5 } as const,
          text(35, 16, 'Aa', { size: 12, weight: 600, fill: family[name].ink, anchor: 'middle' }),
        ],
      })),
    },
  ];
}
