import { describe, expect, it } from 'vitest';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { Session } from '../wire/session.ts';
import { factoryFor } from './factories.ts';
import type { FromWorker } from './protocol.ts';
import { ClusterService } from './service.ts';

const SESSION: Session = { v: 1, scenario: 'empty', seed: 1, commands: [] };
const NO_TOOLS = { lint: () => Promise.resolve([]), complete: () => Promise.resolve([]), hover: () => Promise.resolve(undefined) };
const PODS: ApiRequest = { method: 'GET', path: '/api/v1/namespaces/default/pods' };
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

/** A service whose wall clock goes on by 16 ms with every tick. */
function page() {
  const posted: FromWorker[] = [];
  let wall = 0;
  const service = new ClusterService({ factoryFor, manifests: NO_TOOLS, post: (message) => posted.push(message), clock: () => wall });
  const tick = (times: number): void => {
    for (let i = 0; i < times; i++) {
      wall += 16;
      service.tick();
    }
  };
  service.receive({ say: 'ask', id: 1, question: { ask: 'open', session: SESSION } });
  tick(200);
  let asked = 0;
  const client = (request: ApiRequest): { readonly exchange: string; readonly got: () => readonly OutsideMessage[] } => {
    const exchange = `c${++asked}`;
    service.receive({ say: 'client', exchange, agent: 'kubectl/v1', request });
    return { exchange, got: () => posted.flatMap((one) => (one.say === 'outside' && one.message.exchange === exchange ? [one.message] : [])) };
  };
  return { service, tick, client };
}

const create = (name: string): ApiRequest => ({ method: 'POST', path: CONFIG_MAPS, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });

describe('clients outside of the page', () => {
  it('are answered while the clock stands, which goes on just as far as that takes', () => {
    const { tick, client } = page();
    const { got } = client(PODS);
    expect(got()).toEqual([]);
    tick(2);
    expect(got()).toMatchObject([{ seq: 0, is: 'answer', response: { code: 200 } }]);
    const again = client(PODS);
    tick(2);
    expect(again.got()).toHaveLength(1);
  });

  it.each([
    ['a watch list', { sendInitialEvents: 'true', allowWatchBookmarks: 'true', resourceVersionMatch: 'NotOlderThan' }, ['ADDED', 'ADDED', 'BOOKMARK']],
    ['a watch without revision', {}, ['ADDED', 'ADDED']],
    ['a watch from revision 0', { resourceVersion: '0' }, ['ADDED', 'ADDED']],
    ['a watch from a revision on', { resourceVersion: '1' }, ['ADDED', 'ADDED']],
  ])('are given the initial events of %s while the clock stands', (_, query, types) => {
    const { service, tick, client } = page();
    client(create('one'));
    service.receive({ say: 'control', control: { do: 'play' } });
    tick(60);
    service.receive({ say: 'control', control: { do: 'pause' } });
    const { got } = client({ method: 'GET', path: CONFIG_MAPS, query: { watch: 'true', ...query } });
    tick(2);
    const events = got().flatMap((one) => (one.is === 'event' ? [one] : []));
    expect(got()[0]).toMatchObject({ is: 'opened' });
    expect(events.map(({ type }) => type)).toEqual(types);
    if ('sendInitialEvents' in query) expect(events.at(-1)?.object).toMatchObject({ metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } });
    // Nothing more is waited for: the clock stands again.
    client(PODS);
    tick(2);
    tick(200);
    expect(got()).toHaveLength(types.length + 1);
  });

  it('hear of changes as they happen, once each, whatever is lived again', () => {
    const { service, tick, client } = page();
    const watch = client({ method: 'GET', path: CONFIG_MAPS, query: { watch: 'true', resourceVersion: '1000000' } });
    client(create('one'));
    service.receive({ say: 'control', control: { do: 'play' } });
    tick(60);
    const watching = client({ method: 'GET', path: CONFIG_MAPS, query: { watch: 'true' } });
    tick(20);
    client(create('two'));
    tick(60);
    expect(watch.got()[0]).toMatchObject({ is: 'opened' });
    const names = watching.got().map((one) => (one.is === 'event' ? `${one.type} ${(one.object as { metadata: { name: string } }).metadata.name}` : one.is));
    expect(names).toEqual(['opened', 'ADDED kube-root-ca.crt', 'ADDED one', 'ADDED two']);
  });

  it('are refused while the page stands in the past, and their streams end when it goes there', () => {
    const { service, tick, client } = page();
    const watching = client({ method: 'GET', path: CONFIG_MAPS, query: { watch: 'true' } });
    service.receive({ say: 'control', control: { do: 'play' } });
    tick(60);
    service.receive({ say: 'control', control: { do: 'seek', to: { t: 1_000_000 } } });
    expect(watching.got().at(-1)).toMatchObject({ is: 'closed' });
    const late = client(PODS);
    expect(late.got()).toMatchObject([
      { is: 'answer', response: { code: 503, body: { reason: 'ServiceUnavailable', message: expect.stringContaining('stands in the past') } } },
    ]);
    service.receive({ say: 'control', control: { do: 'now' } });
    const now = client(PODS);
    tick(2);
    expect(now.got()).toMatchObject([{ response: { code: 200 } }]);
  });

  it('are told when no cluster is open', () => {
    const posted: FromWorker[] = [];
    const service = new ClusterService({ factoryFor, manifests: NO_TOOLS, post: (message) => posted.push(message), clock: () => 0 });
    service.receive({ say: 'client', exchange: 'c', agent: 'x', request: PODS });
    expect(posted).toMatchObject([{ say: 'outside', message: { is: 'answer', response: { code: 503 } } }]);
  });
});

describe('streams both ways, while the clock stands', () => {
  const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } };

  it('give what a command writes, what is typed, and what a port answers', () => {
    const { service, tick, client } = page();
    client({ method: 'POST', path: PODS.path, body: POD });
    service.receive({ say: 'control', control: { do: 'play' } });
    tick(900);
    service.receive({ say: 'control', control: { do: 'pause' } });
    const exec = client({
      method: 'GET',
      path: `${PODS.path}/web/exec`,
      query: { stdin: 'true', stdout: 'true' },
      body: { command: ['sh', '-c', 'echo hi; cat'] },
    });
    tick(3);
    expect(exec.got()).toMatchObject([{ is: 'opened' }, { is: 'output', text: 'hi\n' }]);
    service.receive({ say: 'client.input', exchange: exec.exchange, input: { is: 'text', text: 'abc' } });
    service.receive({ say: 'client.input', exchange: exec.exchange, input: { is: 'end' } });
    expect(exec.got().slice(2)).toMatchObject([{ text: 'abc' }, { channel: 'error' }, { is: 'closed' }]);
    const other = client({ method: 'GET', path: `${PODS.path}/web/exec`, query: { stdin: 'true' }, body: { command: ['cat'] } });
    tick(3);
    service.receive({ say: 'client.input', exchange: other.exchange, input: { is: 'text', text: 'a'.repeat(2_000_000) } });
    expect(other.got().slice(1)).toMatchObject([{ channel: 'error', text: expect.stringContaining('longer than 1048576 characters') }, { is: 'closed' }]);
    const sleeps = client({ method: 'GET', path: `${PODS.path}/web/exec`, query: { stdin: 'true' }, body: { command: ['sleep', '9'] } });
    tick(3);
    for (let i = 0; i < 17; i++) service.receive({ say: 'client.input', exchange: sleeps.exchange, input: { is: 'text', text: 'a'.repeat(1_048_576) } });
    expect(sleeps.got().slice(1)).toMatchObject([{ channel: 'error', text: expect.stringContaining('the program does not read') }, { is: 'closed' }]);
    const forward = client({ method: 'GET', path: `${PODS.path}/web/portforward` });
    tick(3);
    service.receive({ say: 'client.input', exchange: forward.exchange, input: { is: 'connect', connection: 1, port: 80 } });
    service.receive({ say: 'client.input', exchange: forward.exchange, input: { is: 'data', connection: 1, text: 'GET / HTTP/1.0\r\n\r\n' } });
    tick(3);
    expect(forward.got()).toMatchObject([{ is: 'opened' }, { is: 'data', text: expect.stringContaining('Welcome to nginx!') }, { is: 'hung-up' }]);
  });
});

describe('clients of a page that nobody looks at, or that went elsewhere', () => {
  it('are answered while the page is hidden, also while it plays', () => {
    const { service, tick, client } = page();
    service.receive({ say: 'control', control: { do: 'play' } });
    service.receive({ say: 'control', control: { do: 'visible', visible: false } });
    const { got } = client(PODS);
    tick(2);
    expect(got()).toMatchObject([{ is: 'answer', response: { code: 200 } }]);
  });

  it('hear nothing of a future that was tried and withdrawn', () => {
    const { service, tick, client } = page();
    const leases = client({ method: 'GET', path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', query: { watch: 'true' } });
    tick(2);
    const before = leases.got().length;
    // Nothing but background is left to do, so no decision comes within half an hour.
    for (let i = 0; i < 40; i++) service.receive({ say: 'control', control: { do: 'step', by: 'decision' } });
    tick(1);
    const tried = leases.got().slice(before);
    service.receive({ say: 'control', control: { do: 'play' } });
    tick(1_200);
    const seqs = leases.got().map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, i) => i));
    expect(leases.got().length).toBeGreaterThan(before + tried.length);
  });

  it('are forgotten by the cluster when they leave while the page is in the past', () => {
    const posted: FromWorker[] = [];
    let wall = 0;
    const service = new ClusterService({ factoryFor, manifests: NO_TOOLS, post: (message) => posted.push(message), clock: () => wall });
    const tick = (times: number): void => {
      for (let i = 0; i < times; i++) {
        wall += 16;
        service.tick();
      }
    };
    service.receive({ say: 'ask', id: 1, question: { ask: 'open', session: SESSION } });
    tick(200);
    for (let i = 0; i < 5; i++)
      service.receive({ say: 'client', exchange: `w${i}`, agent: 'x', request: { method: 'GET', path: CONFIG_MAPS, query: { watch: 'true' } } });
    tick(2);
    service.receive({ say: 'control', control: { do: 'seek', to: { t: 1_000_000 } } });
    for (let i = 0; i < 5; i++) service.receive({ say: 'client.gone', exchange: `w${i}` });
    service.receive({ say: 'control', control: { do: 'now' } });
    tick(200);
    expect(posted.filter((one) => one.say === 'given' && one.command.command.do === 'client.gone')).toHaveLength(5);
  });
});
