import { clientComponent } from '../client/client.ts';
import { processComponent } from '../client/process.ts';
import { recorderComponent } from '../client/recorder.ts';
import { apiserverComponent } from '../apiserver/component.ts';
import { attachDetachController } from '../controllers/attach-detach.ts';
import { controllerManagerComponent } from '../controllers/harness.ts';
import { serve } from '../apiserver/serve.ts';
import { etcd, getObject, listObjects } from '../etcd/store.ts';
import { clusterConfig, type Settings } from '../sim/config.ts';
import { Sim } from '../sim/sim.ts';
import { detachComponent } from '../storage/detach.ts';
import type { Json } from '../../base/json.ts';
import { seconds, toSeconds } from '../../base/time.ts';
import type { Event, Pod } from '../../kinds/schema/types.gen.ts';
import type { ApiResponse } from '../../wire/request.ts';
import type { NodeSpec } from '../../scenarios/scenario.ts';
import { dnsComponent } from '../network/dns.ts';
import { networkComponent } from '../network/requests.ts';
import { kubeletComponent, runtimeComponent, startNode } from './kubelet/component.ts';
import { kubeProxyComponent } from './kube-proxy.ts';

export const NODE: NodeSpec = { name: 'node-1', cpu: '4', memory: '8Gi', address: '10.0.0.11' };

/** A cluster of API server and nodes: what the kubelets write is seen, nobody schedules; pods are bound by their spec. */
export function testCluster(options: { nodes?: readonly NodeSpec[]; seed?: number; settings?: Partial<Settings> } = {}): Sim {
  const sim = new Sim(clusterConfig({ seed: options.seed ?? 1, settings: options.settings ?? {} }), [
    clientComponent,
    processComponent,
    recorderComponent,
    apiserverComponent,
    // Disks are attached by the controllers' process; it has no other work here.
    controllerManagerComponent([attachDetachController]),
    detachComponent,
    kubeletComponent,
    runtimeComponent,
    kubeProxyComponent,
    dnsComponent,
    networkComponent,
  ]);
  request(sim, 'POST', '/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default' },
  });
  const nodes = options.nodes ?? [NODE];
  for (const [i, spec] of nodes.entries()) {
    startNode(sim, spec);
    sim.runUntil((sim.now + seconds(0.2)) as never);
    request(
      sim,
      'PATCH',
      `/api/v1/nodes/${spec.name}`,
      { spec: { podCIDR: `10.244.${i}.0/24`, podCIDRs: [`10.244.${i}.0/24`], taints: null } },
      'application/merge-patch+json',
    );
  }
  sim.runUntil((sim.now + seconds(2)) as never);
  for (const spec of nodes) request(sim, 'PATCH', `/api/v1/nodes/${spec.name}`, { spec: { taints: null } }, 'application/merge-patch+json');
  return sim;
}

export function request(sim: Sim, method: 'POST' | 'PATCH' | 'DELETE' | 'GET' | 'PUT', path: string, body?: unknown, contentType?: string): ApiResponse {
  const response = serve(sim, { method, path, body: body as Json, ...(contentType === undefined ? {} : { contentType }) } as never, 'test');
  if (response.code >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(response.body)}`);
  return response;
}

export function createPod(sim: Sim, name: string, spec: Record<string, unknown>, metadata: Record<string, unknown> = {}): void {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { nodeName: 'node-1', automountServiceAccountToken: false, ...spec },
  };
  request(sim, 'POST', '/api/v1/namespaces/default/pods', pod);
}

export const podOf = (sim: Sim, name: string): Pod | undefined => getObject<Pod>(sim.get(etcd).root, 'pods', `default/${name}`);
export const run = (sim: Sim, s: number): void => sim.runUntil((sim.now + seconds(s)) as never);

/** Runs until something holds; the seconds it took. */
export function until(sim: Sim, holds: () => boolean, limitSeconds = 120): number {
  const start = sim.now;
  while (!holds()) {
    const next = sim.peek();
    if (!next || next.at > start + seconds(limitSeconds))
      throw new Error(`not within ${limitSeconds} s${sim.lastCrash ? `; crash: ${(sim.lastCrash as Error).stack}` : ''}`);
    sim.step();
  }
  return toSeconds(sim.now - start);
}

/** `reason message` of the Events about an object, in the order of their first occurrence. */
export function eventsOf(sim: Sim, name: string): string[] {
  return [...listObjects<Event>(sim.get(etcd).root, 'events')]
    .filter(({ involvedObject }) => involvedObject.name === name)
    .sort((a, b) => Number(firstRev(sim, a)) - Number(firstRev(sim, b)))
    .map(({ reason, message }) => `${reason} ${message}`);
}

const firstRev = (sim: Sim, event: Event): number =>
  sim.get(etcd).root.tables['events']!.objects.get(`${event.metadata.namespace}/${event.metadata.name}`)!.createRev;

/** Every version of a pod since it was made: `type phase ready…`. */
export function historyOf(sim: Sim, name: string): { type: string; pod: Pod; seconds: number }[] {
  return [...sim.get(etcd).log]
    .filter(({ resource, key }) => resource === 'pods' && key === `default/${name}`)
    .map(({ type, after, t }) => ({ type, pod: after as unknown as Pod, seconds: toSeconds(t) }));
}
