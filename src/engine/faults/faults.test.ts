import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../base/time.ts';
import { Sim } from '../sim/sim.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import type { Deployment, Pod } from '../../kinds/schema/types.gen.ts';
import { CONTROLLER_MANAGER, kubelet, SCHEDULER } from '../../wire/actors.ts';
import { FAULTS } from '../../wire/faults.ts';
import { processState } from '../client/process.ts';
import { createCluster } from '../cluster.ts';
import { etcd, getObject, listObjects } from '../etcd/store.ts';
import { commandResult, executeCommand } from '../person.ts';
import { faultError } from './inject.ts';
import { type ActiveTrouble, troublesPart } from './part.ts';
import { isCalm } from './troubles.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 5
      containers: [{name: main, image: nginx:1.27}]
`;
const scenario: Scenario = { id: 'faults', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [], traffic: [], opensAt: 'start' };

function cluster(): Sim {
  const sim = createCluster(scenario, { seed: 5 });
  sim.runUntil(seconds(5) as SimTime);
  return sim;
}
const fault = (sim: Sim, name: string, args: Record<string, string | number | boolean> = {}): void => executeCommand(sim, { do: 'fault', fault: name, args });
const apply = (sim: Sim, source = WEB): void => executeCommand(sim, { do: 'apply', source });
const ready = (sim: Sim): number => getObject<Deployment>(sim.get(etcd).root, 'deployments', 'default/web')?.status?.readyReplicas ?? 0;
const pods = (sim: Sim): Pod[] => [...listObjects<Pod>(sim.get(etcd).root, 'pods', 'default')];
const settles = (sim: Sim): void => {
  // Old troubles are tried again in the background.
  sim.runUntil((sim.now + seconds(60)) as SimTime);
  expect(sim.runUntilQuiet(seconds(1800))).toBe(true);
  expect(ready(sim)).toBe(3);
  expect(pods(sim)).toHaveLength(3);
};
const responses = (sim: Sim, to: string): number[] =>
  [...sim.happenings].filter((h) => h.code === 'api.response' && h.to === to).map((h) => Number(h.args?.['status']));

describe('troubles', () => {
  it('are refused with a reason when they do not fit', () => {
    const sim = cluster();
    expect(faultError(sim, 'earthquake', {})).toBe('no fault is named earthquake');
    expect(faultError(sim, 'cache-lag', { process: 'kube-scheduler', seconds: -1 })).toContain('no number');
    expect(faultError(sim, 'cache-lag', { process: 'kube-schedule' })).toContain('no process');
    expect(faultError(sim, 'cache-lag', {})).toBe('cache-lag needs process');
    expect(faultError(sim, 'node-reboot', { node: 'node-9' })).toContain('no node');
    expect(faultError(sim, 'mend', { force: true })).toContain('no argument');
    expect(() => fault(sim, 'earthquake')).toThrow('no fault is named');
    expect(isCalm(sim)).toBe(true);
    for (const { title } of FAULTS) expect(title.en && title.ja).toBeTruthy();
  });

  it('conflict: an update is refused once, and made all the same', () => {
    const sim = cluster();
    fault(sim, 'write-conflict', { actor: 'deployment-controller', count: 2 });
    apply(sim);
    settles(sim);
    expect(responses(sim, 'deployment-controller').filter((code) => code === 409).length).toBeGreaterThanOrEqual(2);
  });

  it('lost answer: what was applied is not made twice', () => {
    const sim = cluster();
    fault(sim, 'answer-lost', { actor: 'replicaset-controller', count: 2 });
    apply(sim);
    settles(sim);
  });

  it.each([CONTROLLER_MANAGER, SCHEDULER])('%s crashes after every one of its first writes and comes back', (process) => {
    for (let writes = 1; writes <= 6; writes++) {
      const sim = cluster();
      const { life } = processState(sim, process)!;
      fault(sim, 'process-crash', { process, count: writes, seconds: 2 });
      apply(sim);
      settles(sim);
      if (process === CONTROLLER_MANAGER || writes <= 3) expect(processState(sim, process)!.life).toBeGreaterThan(life);
    }
  });

  it('a crashed process that a person switches off stays off', () => {
    const sim = cluster();
    fault(sim, 'process-crash', { process: SCHEDULER, seconds: 5 });
    apply(sim);
    sim.runUntil((sim.now + seconds(2)) as SimTime);
    executeCommand(sim, { do: 'component.switch', component: SCHEDULER, on: false });
    sim.runUntil((sim.now + seconds(60)) as SimTime);
    expect(processState(sim, SCHEDULER)!.running).toBe(false);
    executeCommand(sim, { do: 'component.switch', component: SCHEDULER, on: true });
    settles(sim);
  });

  it('exception inside a sync: contained, tried again', () => {
    const sim = cluster();
    fault(sim, 'sync-exception', { actor: 'deployment-controller', count: 1 });
    apply(sim);
    settles(sim);
    expect([...sim.happenings].filter((h) => h.code === 'component.crash')).toHaveLength(1);
  });

  it('kube-apiserver down: nothing is written, later everything is made good', () => {
    const sim = cluster();
    apply(sim);
    sim.runUntil((sim.now + seconds(1)) as SimTime);
    fault(sim, 'api-down', { seconds: 15 });
    const { rev } = sim.get(etcd).root;
    sim.runUntil((sim.now + seconds(14)) as SimTime);
    expect(sim.get(etcd).root.rev).toBe(rev);
    executeCommand(sim, { do: 'request', request: { method: 'GET', path: '/api/v1/nodes' } });
    settles(sim);
    const answer = [...sim.happenings]
      .filter((h) => h.code === 'command')
      .map((h) => commandResult(sim, h.id))
      .at(-1);
    expect(answer).toEqual({
      ok: false,
      lines: [{ stream: 'stderr', text: 'The connection to the server 10.0.0.10:6443 was refused - did you specify the right host or port?' }],
    });
  });

  it.each([CONTROLLER_MANAGER, SCHEDULER, kubelet('node-1'), kubelet('node-2')])('%s: lag, closed watch, compaction under it', (process) => {
    const sim = cluster();
    fault(sim, 'cache-lag', { process, seconds: 3 });
    apply(sim);
    sim.runUntil((sim.now + seconds(1)) as SimTime);
    expect(processState(sim, process)!.cache.rev).toBeLessThan(sim.get(etcd).root.rev);
    sim.runUntil((sim.now + seconds(3)) as SimTime);
    fault(sim, 'watch-closed', { process, seconds: 4 });
    sim.runUntil((sim.now + seconds(6)) as SimTime);
    fault(sim, 'cache-lag', { process, seconds: 5 });
    executeCommand(sim, { do: 'request', request: { method: 'DELETE', path: '/api/v1/namespaces/default/pods', body: {} } });
    sim.runUntil((sim.now + seconds(1)) as SimTime);
    fault(sim, 'compaction');
    expect(processState(sim, process)!.closed).toBe(true);
    settles(sim);
    expect(processState(sim, process)!.cache.rev).toBeGreaterThan(0);
  });

  it('pull error: ImagePullBackOff, then it runs', () => {
    const sim = cluster();
    fault(sim, 'image-pull-error', { image: 'nginx:1.27', seconds: 30 });
    apply(sim);
    sim.runUntil((sim.now + seconds(12)) as SimTime);
    expect(pods(sim).every((pod) => /ErrImagePull|ImagePullBackOff/.test(pod.status?.containerStatuses?.[0]?.state?.waiting?.reason ?? ''))).toBe(true);
    sim.runUntil((sim.now + seconds(120)) as SimTime);
    settles(sim);
  });

  it('TERM ignored: the pod stays for its whole grace period', () => {
    const sim = cluster();
    apply(sim);
    settles(sim);
    const name = pods(sim)[0]!.metadata.name;
    fault(sim, 'ignore-term', { pod: `default/${name}`, container: 'main' });
    executeCommand(sim, { do: 'request', request: { method: 'DELETE', path: `/api/v1/namespaces/default/pods/${name}` } });
    sim.runUntil((sim.now + seconds(4.5)) as SimTime);
    expect(pods(sim).some((pod) => pod.metadata.name === name)).toBe(true);
    sim.runUntil((sim.now + seconds(3)) as SimTime);
    expect(pods(sim).some((pod) => pod.metadata.name === name)).toBe(false);
  });

  it('reboot, partition, flapping and restarts of a kubelet end by themselves', () => {
    for (const [name, args] of [
      ['node-reboot', { seconds: 10 }],
      ['node-partition', { seconds: 70 }],
      ['node-flap', { seconds: 4, count: 3 }],
      ['kubelet-restart', {}],
    ] as const) {
      const sim = cluster();
      apply(sim);
      settles(sim);
      fault(sim, name, { node: 'node-1', ...args });
      sim.runUntil((sim.now + seconds(400)) as SimTime);
      settles(sim);
    }
  });

  it('a checkpoint in the middle of a trouble goes on as if nothing were', () => {
    const run = (restored: boolean): string => {
      const sim = cluster();
      apply(sim);
      fault(sim, 'cache-lag', { process: CONTROLLER_MANAGER, seconds: 4 });
      fault(sim, 'answer-lost', { actor: 'kubelet/node-1' });
      sim.runUntil((sim.now + seconds(1)) as SimTime);
      if (restored) {
        const mark = sim.checkpoint();
        sim.runUntil((sim.now + seconds(9)) as SimTime);
        sim.restore(mark);
      }
      sim.runUntil((sim.now + seconds(60)) as SimTime);
      return [...sim.happenings].map((h) => `${h.t} ${h.code} ${h.actor} ${h.say ?? ''}`).join('\n');
    };
    expect(run(true)).toBe(run(false));
  });
});

describe('troubles that are on', () => {
  const active = (sim: Sim) => (troublesPart(sim, ['control-plane', 'node-1', 'node-2']) as unknown as { active: readonly ActiveTrouble[] }).active;
  const names = (sim: Sim): readonly string[] => active(sim).map((trouble) => `${trouble.fault} ${trouble.of}`.trim());

  it('are told with whom they concern, and one can be ended without the others', () => {
    const sim = cluster();
    expect(active(sim)).toEqual([]);
    fault(sim, 'packet-loss', { percent: 30 });
    fault(sim, 'write-conflict', { actor: 'deployment-controller', count: 2 });
    fault(sim, 'provisioning-fails');
    fault(sim, 'node-partition', { node: 'node-2' });
    expect(names(sim)).toEqual(['node-partition node-2', 'provisioning-fails', 'packet-loss', 'write-conflict deployment-controller']);
    fault(sim, 'mend', { only: 'provisioning-fails' });
    fault(sim, 'mend', { only: 'packet-loss' });
    expect(names(sim)).toEqual(['node-partition node-2', 'write-conflict deployment-controller']);
    expect(isCalm(sim)).toBe(false);
    fault(sim, 'mend', { only: 'write-conflict' });
    expect(isCalm(sim)).toBe(true);
    executeCommand(sim, { do: 'node.network', node: 'node-2', connected: true });
    expect(active(sim)).toEqual([]);
  });

  it('cannot be ended by a name that is none', () => {
    expect(faultError(cluster(), 'mend', { only: 'gremlins' })).toBe('no fault is named gremlins');
  });
});
