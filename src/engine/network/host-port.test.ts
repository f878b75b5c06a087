import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../base/time.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { clusterSetup } from '../cluster.ts';
import { containerLog } from '../node/runtime/logs.ts';

const MANIFEST = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  nodeName: node-1
  containers: [{name: c, image: nginx, ports: [{containerPort: 80, hostPort: 8080}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  nodeName: node-2
  containers: [{name: c, image: busybox, command: [sh, -c, "sleep 15; wget -qO- http://10.0.0.11:8080/ | head -n 1; wget -qO- -T 2 http://10.0.0.11:8081/; sleep 600"]}]
`;

describe('a hostPort', () => {
  it('of a node leads to the pod that asked for it, and no other port does', () => {
    const setup = clusterSetup(
      { id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [MANIFEST], traffic: [], opensAt: 'start' },
      { seed: 1 },
    );
    const sim = setup.create();
    sim.runUntil(seconds(40) as SimTime);
    const said = (containerLog(sim, 'default/client', 'c') ?? []).map(({ text }) => text).join('');
    expect(said).toContain('<!DOCTYPE html>');
    expect(said).toMatch(/can't connect to remote host.*Connection refused/);
  });
});
