import { describe, expect, it } from 'vitest';
import { createPod, eventsOf, historyOf, podOf, request, run, testCluster, until } from '../node.testing.ts';
import { exitContainer } from './component.ts';

const condition = (sim: ReturnType<typeof testCluster>, name: string, type: string) => podOf(sim, name)?.status?.conditions?.find((c) => c.type === type)?.status;
const ready = (sim: ReturnType<typeof testCluster>, name: string) => () => condition(sim, name, 'Ready') === 'True';

describe('dev', () => {
  it('crash', () => {
    const sim = testCluster();
    createPod(sim, 'crash', { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 1; exit 1'] }] });
    run(sim, 200);
    console.log(eventsOf(sim, 'crash'), historyOf(sim, 'crash').map(({ type, pod, seconds }) => `${seconds} ${type} ${pod.status?.phase} ${JSON.stringify(pod.status?.containerStatuses?.[0]?.state)} ${pod.status?.containerStatuses?.[0]?.restartCount}`));
    expect(sim.lastCrash).toBeUndefined();
  });
  it('terminates', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [{ name: 'nginx', image: 'nginx:1.28' }] });
    until(sim, ready(sim, 'web'));
    request(sim, 'DELETE', '/api/v1/namespaces/default/pods/web');
    until(sim, () => !podOf(sim, 'web'));
    run(sim, 5);
    console.log(eventsOf(sim, 'web'), historyOf(sim, 'web').map(({ type, pod, seconds }) => `${seconds} ${type} ${pod.status?.phase} ${pod.metadata.generation} ${pod.metadata.deletionGracePeriodSeconds} ${JSON.stringify(pod.status?.containerStatuses?.[0]?.state)}`));
    expect(sim.lastCrash).toBeUndefined();
  });
  it('init', () => {
    const sim = testCluster();
    createPod(sim, 'init', {
      initContainers: [{ name: 'first', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 2'] }, { name: 'side', image: 'nginx:1.28', restartPolicy: 'Always' }, { name: 'second', image: 'busybox:1.36', command: ['sh', '-c', 'echo hi'] }],
      containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3; echo bye > /dev/termination-log'] }], restartPolicy: 'Never',
    });
    run(sim, 60);
    console.log(eventsOf(sim, 'init'), historyOf(sim, 'init').map(({ type, pod, seconds }) => `${seconds} ${type} ${pod.status?.phase} ${JSON.stringify((pod.status?.initContainerStatuses??[]).map(s=>[s.name,Object.keys(s.state??{})[0],s.ready,s.started]))} ${JSON.stringify(pod.status?.containerStatuses?.[0]?.state)}`));
    expect(sim.lastCrash).toBeUndefined();
  });
  it('bad image', () => {
    const sim = testCluster();
    createPod(sim, 'bad', { containers: [{ name: 'main', image: 'nginx:does-not-exist' }] });
    createPod(sim, 'never', { containers: [{ name: 'main', image: 'redis:7', imagePullPolicy: 'Never' }] });
    createPod(sim, 'nocm', { containers: [{ name: 'main', image: 'nginx:1.28', envFrom: [{ configMapRef: { name: 'missing' } }] }] });
    createPod(sim, 'nosec', { volumes: [{ name: 's', secret: { secretName: 'missing' } }], containers: [{ name: 'main', image: 'nginx:1.28', volumeMounts: [{ name: 's', mountPath: '/s' }] }] });
    run(sim, 100);
    for (const name of ['bad', 'never', 'nocm', 'nosec']) console.log(eventsOf(sim, name), historyOf(sim, name).map(({ type, pod, seconds }) => `${seconds} ${type} ${pod.status?.phase} ${JSON.stringify(pod.status?.containerStatuses?.[0]?.state)} `));
    expect(sim.lastCrash).toBeUndefined();
  });
});
void exitContainer;
