import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../../base/time.ts';
import { standardNodes } from '../../../scenarios/nodes.ts';
import { clusterSetup } from '../../cluster.ts';
import { containerLog } from '../runtime/logs.ts';

const MANIFEST = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: "1", b: "2"}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: busybox, command: [sh, -c, "ls -l /cm; sleep 600"], volumeMounts: [{name: v, mountPath: /cm}]}]
  volumes: [{name: v, configMap: {name: settings, defaultMode: 0400, items: [{key: a, path: a}, {key: b, path: b, mode: 0755}]}}]
`;

describe('files of a ConfigMap', () => {
  it('have the modes asked for', () => {
    const sim = clusterSetup(
      { id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(1), manifests: [MANIFEST], traffic: [], opensAt: 'start' },
      { seed: 1 },
    ).create();
    sim.runUntil(seconds(12) as SimTime);
    const said = (containerLog(sim, 'default/p', 'c') ?? []).map(({ text }) => text).join('');
    expect(said.split('\n').map((line) => [line.slice(0, 10), line.slice(-1)])).toEqual([
      ['total 8', '8'],
      ['-r--------', 'a'],
      ['-rwxr-xr-x', 'b'],
      ['', ''],
    ]);
  });
});
