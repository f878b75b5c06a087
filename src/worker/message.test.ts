import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import type { Happening } from '../wire/happening.ts';
import type { Session } from '../wire/session.ts';
import { byHand } from '../wire/by-hand.ts';
import { factoryFor } from './factories.ts';
import { carriedBy } from './message.ts';
import { Opening } from './opening.ts';
import type { Timeline } from './timeline.ts';
import { worldText } from './toy.testing.ts';

const SESSION: Session = { v: 1, scenario: 'rolling-update', seed: 7, commands: [] };

/** A Deployment was scaled from 4 to 5 by a patch. */
function scaled(): Timeline {
  const opening = new Opening(SESSION, factoryFor(SESSION));
  opening.proceed(() => true);
  const { timeline } = opening;
  timeline.give({
    do: 'request',
    request: {
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas: 5 } },
    },
  });
  timeline.runTo(at(timeline.moment.t + seconds(8)));
  return timeline;
}

const timeline = scaled();
const log: readonly Happening[] = timeline.chronicle.between(timeline.here, 1, timeline.log.length);
const sent = (actor: string, method: string, path: RegExp): Happening =>
  log.findLast((one) => one.code === 'api.request' && one.actor.startsWith(actor) && one.args!['method'] === method && path.test(String(one.args!['path'])))!;

describe('what a message carried', () => {
  it('of a patch: its body, the object it made, and the one before', () => {
    const { id } = sent('kubectl', 'PATCH', /deployments\/web$/);
    const { request, response } = carriedBy(timeline, id)!;
    expect(request).toMatchObject({ method: 'PATCH', body: { spec: { replicas: 5 } } });
    expect(request!.headers).toContainEqual(['Content-Type', 'application/merge-patch+json']);
    expect(byHand(request!.asked).kubectl).toBe(`kubectl patch deployments web -n default --type=merge -p '{"spec":{"replicas":5}}'`);
    expect(byHand(request!.asked).curl).toBe(
      `curl -k -X PATCH 'https://10.0.0.10:6443/apis/apps/v1/namespaces/default/deployments/web' -H 'Content-Type: application/merge-patch+json' --data '{"spec":{"replicas":5}}'`,
    );
    expect(response).toMatchObject({ code: 200, before: { spec: { replicas: 4 } }, body: { kind: 'Deployment', spec: { replicas: 5 } } });
    const answer = log.find(({ code, args }) => code === 'api.response' && args!['request'] === id)!;
    expect(carriedBy(timeline, answer.id)).toEqual(carriedBy(timeline, id));
  });

  it('of a creation and a binding: what the controller and the scheduler wrote', () => {
    const created = carriedBy(timeline, sent('replicaset-controller', 'POST', /\/pods$/).id)!;
    expect(created.request!.body).toMatchObject({ metadata: { generateName: expect.stringMatching(/^web-/) } });
    expect(created.response).toMatchObject({ code: 201, body: { kind: 'Pod', status: { phase: 'Pending' } } });
    const bound = carriedBy(timeline, sent('kube-scheduler', 'POST', /\/binding$/).id)!;
    expect(bound.request!.body).toMatchObject({ kind: 'Binding', target: { kind: 'Node' } });
    expect(bound.response).toMatchObject({ code: 201, body: { kind: 'Status', status: 'Success' } });
  });

  it('of a watch event: the object as it came, and the version before', () => {
    const told = log.findLast((one) => one.code === 'watch.event' && one.args!['resource'] === 'deployments' && one.args!['type'] === 'MODIFIED')!;
    const { watch } = carriedBy(timeline, told.id)!;
    expect(watch).toMatchObject({ type: 'MODIFIED', object: { kind: 'Deployment', metadata: { resourceVersion: String(told.rev) } } });
    expect(Number((watch!.before as { metadata: { resourceVersion: string } }).metadata.resourceVersion)).toBeLessThan(told.rev!);
  });

  it('agrees with what was recorded, for every request there was', () => {
    const asked = log.filter(({ code }) => code === 'api.request').filter((_, i, all) => i % Math.ceil(all.length / 40) === 0);
    for (const { id, args } of asked) {
      const { request, response } = carriedBy(timeline, id)!;
      expect(request!.method).toBe(args!['method']);
      const answer = log.find((one) => one.code === 'api.response' && one.args!['request'] === id);
      if (answer) expect(response?.code).toBe(answer.args!['status']);
    }
  });

  it('changes nothing, and does not tell what has not happened yet', () => {
    const before = worldText(timeline.sim);
    const { id, t } = sent('kubectl', 'PATCH', /deployments\/web$/);
    carriedBy(timeline, id);
    expect(worldText(timeline.sim)).toBe(before);
    timeline.seek({ t });
    const early = carriedBy(timeline, id)!;
    expect(early.request!.method).toBe('PATCH');
    expect(early.response).toBeUndefined();
    timeline.now();
  });

  it('nothing, when it is no message to or from the API', () => {
    expect(carriedBy(timeline, log.find(({ code }) => code === 'decide')!.id)).toBeUndefined();
    expect(carriedBy(timeline, 1_000_000)).toBeUndefined();
  });
});
