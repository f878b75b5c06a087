import { describe, expect, it } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { WEB } from '../../scenarios/manifests.ts';

describe('kubectl cluster-info dump', () => {
  const bench = new TerminalBench([WEB]);
  bench.pass(30);

  it('prints lists and logs one after the other', () => {
    const text = bench.text('kubectl cluster-info dump');
    const kinds = [...text.matchAll(/^ {4}"kind": "(\w+)",$/gm)].map(([, kind]) => kind);
    const each = ['EventList', 'ReplicationControllerList', 'ServiceList', 'DaemonSetList', 'DeploymentList', 'ReplicaSetList', 'PodList'];
    expect(kinds).toEqual(['NodeList', ...each, ...each]);
    expect(text).toMatch(/^==== START logs for container nginx of pod default\/web-\S+ ====$/m);
    expect(text).toMatch(/==== END logs for container nginx of pod default\/web-\S+ ====\n$/);
    expect(text).not.toContain('managedFields');
  });

  it('writes them into files of the terminal', () => {
    expect(bench.text('kubectl cluster-info dump --output-directory=./state -o yaml --namespaces default')).toBe('Cluster info dumped to ./state\n');
    const pods = bench.text('kubectl get pods -o name').trim().split('\n');
    const logs = pods.map((pod) => `state/default/${pod.replace('pod/', '')}/logs.txt`);
    const lists = ['daemonsets', 'deployments', 'events', 'pods', 'replicasets', 'replication-controllers', 'services'];
    expect(bench.text('ls | cat').trim().split('\n')).toEqual([...lists.map((one) => `state/default/${one}.yaml`), ...logs, 'state/nodes.yaml'].sort());
    // What keeps documents apart stands in every file but the first, as upstream has it.
    expect(bench.text('head -2 state/nodes.yaml')).toBe('apiVersion: v1\nitems:\n');
    expect(bench.text('head -2 state/default/pods.yaml')).toBe('---\napiVersion: v1\n');
    expect(bench.text('head -1 state/default/pods.yaml; grep -c "^  kind: Pod" state/default/pods.yaml')).toBe(`---\n${pods.length}\n`);
  });

  it('knows the same namespaces and forms as the real one', () => {
    expect(bench.text('kubectl cluster-info dump -A --output-directory=- | grep -c NodeList')).toBe('1\n');
    expect(bench.text('kubectl cluster-info dump -o name')).toContain('list types are not supported by name printing: *v1.NodeList');
  });
});
