import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import type { ApiRequest } from '../wire/request.ts';
import { type Command, type CommandResult, consoleStream } from '../wire/command.ts';
import { scenarioById } from '../scenarios/index.ts';
import { clusterSetup } from './cluster.ts';

const { create, command, answer } = clusterSetup(scenarioById('rolling-update')!, { seed: 3 });

/** A cluster that has come to rest, and a console in it. */
function bench() {
  const sim = create();
  const go = (s: number): void => sim.runUntil(at(sim.now + seconds(s)));
  go(30);
  const give = (one: Command): number => {
    const id = sim.happenings.length + 1;
    command(sim, one);
    return id;
  };
  const result = (id: number): CommandResult | undefined => answer!(sim, id);
  const send = (request: ApiRequest): number => give({ do: 'request', request, console: true });
  const sent = (request: ApiRequest): CommandResult => {
    const id = send(request);
    go(2);
    return result(id)!;
  };
  return { sim, go, give, send, sent, result };
}

const WEB = '/apis/apps/v1/namespaces/default/deployments/web';

describe('the REST console', () => {
  it('gets the response itself, with managedFields, as curl does', () => {
    const { sent } = bench();
    const { response } = sent({ method: 'GET', path: WEB });
    expect(response).toMatchObject({ code: 200, body: { kind: 'Deployment', metadata: { managedFields: expect.any(Array) } } });
  });

  it('sends an envelope from the person to the API server, and back', () => {
    const { sim, go, send } = bench();
    const id = send({ method: 'PATCH', path: WEB, contentType: 'application/merge-patch+json', body: { spec: { replicas: 5 } } });
    go(1);
    const request = [...sim.happenings].find((one) => one.id > id && one.code === 'api.request')!;
    expect(request).toMatchObject({ actor: 'kubectl', to: 'kube-apiserver', args: { method: 'PATCH' } });
    expect([...sim.happenings].some((one) => one.code === 'api.response' && one.args?.['request'] === request.id)).toBe(true);
  });

  it.each<[string, ApiRequest, number, string]>([
    ['an unknown path', { method: 'GET', path: '/apis/nothing/v1/things' }, 404, 'NotFound'],
    ['an object that is not there', { method: 'GET', path: '/api/v1/namespaces/default/pods/nobody' }, 404, 'NotFound'],
    [
      'one that is there already',
      { method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } },
      409,
      'AlreadyExists',
    ],
    ['what validation refuses', { method: 'PATCH', path: WEB, contentType: 'application/merge-patch+json', body: { spec: { replicas: -1 } } }, 422, 'Invalid'],
    ['a method of another world', { method: 'PUT', path: '/api/v1/namespaces/default/pods', body: {} }, 405, 'MethodNotAllowed'],
    ['what is no HTTP', { method: 'GET', path: '/api/v1/namespaces/default/pods/web-1/exec' }, 400, 'BadRequest'],
  ])('shows the Status of %s', (_name, request, code, reason) => {
    const { response } = bench().sent(request);
    expect(response).toMatchObject({ code, body: { kind: 'Status', status: 'Failure', reason } });
  });

  it('reads a watch line by line until it is stopped', () => {
    const { go, send, give, result } = bench();
    const id = send({ method: 'GET', path: '/api/v1/namespaces/default/pods', query: { watch: '1' } });
    go(1);
    const opened = result(id)!;
    expect(opened).toMatchObject({ open: true, response: { code: 200 } });
    expect(opened.lines.map(({ text }) => (JSON.parse(text) as { type: string }).type)).toEqual(Array(opened.lines.length).fill('ADDED'));
    expect(opened.lines.length).toBeGreaterThan(2);
    send({ method: 'PATCH', path: WEB, contentType: 'application/merge-patch+json', body: { spec: { replicas: 6 } } });
    go(3);
    const later = result(id)!.lines.length;
    expect(later).toBeGreaterThan(opened.lines.length);
    give({ do: 'interrupt', terminal: consoleStream(id) });
    expect(result(id)).not.toHaveProperty('open');
    send({ method: 'DELETE', path: WEB });
    go(5);
    expect(result(id)!.lines).toHaveLength(later);
  });

  it('tells of a watch only the lines that are new', () => {
    const { sim, go, send } = bench();
    const id = send({ method: 'GET', path: '/api/v1/namespaces/default/pods', query: { watch: '1' } });
    go(1);
    const { from, dropped, lines } = answer!(sim, id)!;
    expect([from, dropped]).toEqual([0, 0]);
    expect(answer!(sim, id, lines.length)).toMatchObject({ lines: [], from: lines.length, dropped: 0, open: true, response: { code: 200 } });
    send({ method: 'PATCH', path: WEB, contentType: 'application/merge-patch+json', body: { spec: { replicas: 6 } } });
    go(3);
    const all = answer!(sim, id)!.lines;
    expect(all.slice(0, lines.length)).toEqual(lines);
    expect(answer!(sim, id, lines.length)!.lines).toEqual(all.slice(lines.length));
  });

  it('reads a log, once or as it goes on', () => {
    const { sent } = bench();
    const pods = sent({ method: 'GET', path: '/api/v1/namespaces/default/pods' }).response!.body as { items: { metadata: { name: string } }[] };
    const path = `/api/v1/namespaces/default/pods/${pods.items[0]!.metadata.name}/log`;
    expect(sent({ method: 'GET', path }).response).toMatchObject({ code: 200, body: expect.any(String) });
    expect(sent({ method: 'GET', path, query: { follow: 'true' } })).toMatchObject({ open: true });
  });
});
