import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../../base/time.ts';
import { type Cluster, deployment, type DeploymentOptions, DEPLOYMENTS, setImage, startCluster } from '../cluster.testing.ts';
import { replicaSetController } from '../replicaset/replica-set.ts';
import { deploymentController } from './deployment.ts';

function start(options: DeploymentOptions, name = 'web'): Cluster {
  const cluster = startCluster([deploymentController, replicaSetController]);
  expect(cluster.call('POST', DEPLOYMENTS, deployment(name, options)).code).toBe(201);
  expect(cluster.settle()).toBe(true);
  return cluster;
}

/** `old→3` / `new→1`: the scalings that follow, told as FIDELITY tells them. */
function scalings(cluster: Cluster, act: () => void, limit = minutes(5)): string[] {
  const before = cluster.sets().map((rs) => rs.metadata.name);
  const from = cluster.events('ScalingReplicaSet').length;
  act();
  cluster.settle(limit);
  return cluster
    .events('ScalingReplicaSet')
    .slice(from)
    .map((text) => {
      const [, name = '', to] = /replica set (\S+) from \d+ to (\d+)/.exec(text)!;
      return `${before.includes(name) ? 'old' : 'new'}→${to}`;
    });
}

const roll = (options: DeploymentOptions): string[] => {
  const cluster = start(options);
  return scalings(cluster, () => setImage(cluster, 'web', 'nginx:1.20'));
};

describe('a new Deployment', () => {
  it('makes one ReplicaSet with revision 1, three pods, and ends complete', () => {
    const cluster = start({});
    const [rs] = cluster.sets();
    const [d] = cluster.deployments();
    expect(cluster.sim.lastCrash).toBeUndefined();
    expect(rs!.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(rs!.status).toEqual({ availableReplicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1, readyReplicas: 3, replicas: 3, terminatingReplicas: 0 });
    expect(cluster.pods()).toHaveLength(3);
    expect(d!.status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect(d!.status.conditions!.map(({ type, status, reason }) => [type, status, reason])).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ]);
    expect(cluster.events('ScalingReplicaSet')).toEqual([`Scaled up replica set ${rs!.metadata.name} from 0 to 3`]);
    expect(cluster.events('SuccessfulCreate')).toHaveLength(3);
  });

  it('writes nothing more once it is settled', () => {
    const cluster = start({});
    const before = cluster.deployments()[0]!.metadata.resourceVersion;
    cluster.sim.runUntil((cluster.sim.now + minutes(60)) as never);
    expect(cluster.deployments()[0]!.metadata.resourceVersion).toBe(before);
  });
});

describe('rolling update', () => {
  it('of 4 with 25 % / 25 %', () => {
    expect(roll({ replicas: 4 })).toEqual(['new→1', 'old→3', 'new→2', 'old→2', 'new→3', 'old→1', 'new→4', 'old→0']);
  });

  it('with surge 1 and unavailable 0 waits for each', () => {
    expect(roll({ replicas: 4, surge: 1, unavailable: 0 })).toEqual(['new→1', 'old→3', 'new→2', 'old→2', 'new→3', 'old→1', 'new→4', 'old→0']);
  });

  it('with surge 0 and unavailable 1 begins with the old', () => {
    expect(roll({ replicas: 4, surge: 0, unavailable: 1 })[0]).toBe('old→3');
  });

  it('with 100 % / 0 makes all new at once', () => {
    const steps = roll({ replicas: 4, surge: '100%', unavailable: 0 });
    expect(steps[0]).toBe('new→4');
    expect(steps.at(-1)).toBe('old→0');
  });

  it('with 2 / 2', () => {
    expect(roll({ replicas: 4, surge: 2, unavailable: 2 }).slice(0, 3)).toEqual(['new→2', 'old→2', 'new→4']);
  });

  it('with 0 / 100 %', () => {
    expect(roll({ replicas: 4, surge: 0, unavailable: '100%' })).toEqual(['old→0', 'new→4']);
  });

  it('of 10 begins new→3, old→8, new→5', () => {
    expect(roll({ replicas: 10 }).slice(0, 3)).toEqual(['new→3', 'old→8', 'new→5']);
  });

  it('never goes beyond its bounds', () => {
    const cluster = start({ replicas: 10 });
    setImage(cluster, 'web', 'nginx:1.20');
    while (cluster.sim.workPending > 0 && cluster.sim.step()) {
      const sizes = cluster.sets().reduce((sum, rs) => sum + rs.spec.replicas!, 0);
      expect(sizes).toBeLessThanOrEqual(13);
    }
    expect(cluster.pods()).toHaveLength(10);
  });
});

describe('a ReplicaSet whose status lags behind its size', () => {
  it('is not scaled down further: what it says of available pods is of before', () => {
    const cluster = startCluster([deploymentController]);
    const report = (revision: string, replicas: number): void => {
      const rs = cluster.sets().find(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'] === revision)!;
      const status = {
        replicas,
        fullyLabeledReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        observedGeneration: rs.metadata.generation,
      };
      cluster.call('PUT', `/apis/apps/v1/namespaces/default/replicasets/${rs.metadata.name}/status`, { ...rs, status });
      cluster.settle();
    };
    const sizes = (): number[] =>
      cluster
        .sets()
        .map((rs) => rs.spec.replicas!)
        .sort();
    cluster.call('POST', DEPLOYMENTS, deployment('web', { replicas: 4, surge: '100%', unavailable: 0 }));
    cluster.settle();
    report('1', 4);
    setImage(cluster, 'web', 'nginx:1.20');
    cluster.settle();
    report('2', 1);
    expect(sizes()).toEqual([3, 4]);
    report('2', 3);
    expect(sizes()).toEqual([3, 4]);
    report('1', 3);
    expect(sizes()).toEqual([1, 4]);
  });
});

describe('stuck and proportional', () => {
  it('stays at 8 old and 5 new, shares 5 more as 12 and 7, and misses its deadline', () => {
    const cluster = start({ replicas: 10, spec: { progressDeadlineSeconds: 12 } });
    expect(scalings(cluster, () => setImage(cluster, 'web', 'nginx:does-not-exist'))).toEqual(['new→3', 'old→8', 'new→5']);
    const old = cluster.sets().find((rs) => rs.spec.replicas === 8)!.metadata.name;
    cluster.call('PATCH', `${DEPLOYMENTS}/web`, { spec: { replicas: 15 } }, { contentType: 'application/merge-patch+json' });
    cluster.sim.runUntil((cluster.sim.now + seconds(30)) as never);
    const sizes = cluster
      .sets()
      .map((rs) => [rs.metadata.name === old ? 'old' : 'new', rs.spec.replicas])
      .sort();
    expect(sizes).toEqual([
      ['new', 7],
      ['old', 12],
    ]);
    const progressing = cluster.deployments()[0]!.status.conditions!.find((condition) => condition.type === 'Progressing')!;
    expect([progressing.status, progressing.reason]).toEqual(['False', 'ProgressDeadlineExceeded']);
    expect(progressing.message).toMatch(/^ReplicaSet "web-\w+" has timed out progressing\.$/);
  });
});

describe('Recreate', () => {
  it('has all old pods gone before it makes new ones', () => {
    const cluster = start({ strategy: 'Recreate' });
    setImage(cluster, 'web', 'nginx:1.20');
    while (cluster.sim.workPending > 0 && cluster.sim.step()) {
      const images = new Set(cluster.pods().map((pod) => pod.spec.containers[0]!.image));
      expect(images.size).toBeLessThanOrEqual(1);
    }
    expect(cluster.pods().map((pod) => pod.spec.containers[0]!.image)).toEqual(['nginx:1.20', 'nginx:1.20', 'nginx:1.20']);
  });
});

describe('rollover, pause, undo', () => {
  it('scales the ReplicaSet in the middle down at once', () => {
    const cluster = start({ replicas: 4, spec: { minReadySeconds: 3 } });
    setImage(cluster, 'web', 'nginx:1.20');
    cluster.sim.runUntil((cluster.sim.now + seconds(2)) as never);
    setImage(cluster, 'web', 'nginx:1.21');
    cluster.settle();
    const sizes = cluster
      .sets()
      .map((rs) => [rs.spec.template!.spec.containers[0]!.image, rs.spec.replicas])
      .sort();
    expect(sizes).toEqual([
      ['nginx:1.19', 0],
      ['nginx:1.20', 0],
      ['nginx:1.21', 4],
    ]);
  });

  it('paused: sizes follow, templates wait for resume', () => {
    const cluster = start({});
    const merge = { contentType: 'application/merge-patch+json' };
    cluster.call('PATCH', `${DEPLOYMENTS}/web`, { spec: { paused: true } }, merge);
    setImage(cluster, 'web', 'nginx:1.20');
    cluster.call('PATCH', `${DEPLOYMENTS}/web`, { spec: { replicas: 5 } }, merge);
    cluster.settle();
    expect(cluster.sets().map((rs) => rs.spec.replicas)).toEqual([5]);
    cluster.call('PATCH', `${DEPLOYMENTS}/web`, { spec: { paused: false } }, merge);
    cluster.settle();
    expect(
      cluster
        .sets()
        .map((rs) => rs.spec.replicas)
        .sort(),
    ).toEqual([0, 5]);
  });

  it('undo uses the old ReplicaSet again with a new revision', () => {
    const cluster = start({});
    setImage(cluster, 'web', 'nginx:1.20');
    cluster.settle();
    setImage(cluster, 'web', 'nginx:1.19');
    cluster.settle();
    const back = cluster.sets().find((rs) => rs.spec.replicas === 3)!;
    expect(cluster.sets()).toHaveLength(2);
    expect(back.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3', 'deployment.kubernetes.io/revision-history': '1' });
  });

  it('keeps no more old revisions than it may', () => {
    const cluster = start({ replicas: 1, spec: { revisionHistoryLimit: 1 } });
    for (const tag of ['1.20', '1.21', '1.22']) {
      setImage(cluster, 'web', `nginx:${tag}`);
      cluster.settle();
    }
    expect(cluster.sets()).toHaveLength(2);
  });
});
