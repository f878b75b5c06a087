import { describe, expect, it } from 'vitest';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Command } from '../wire/command.ts';
import { SESSION_LIMITS } from '../wire/session-check.ts';
import { decodeSession, encodeSession } from '../wire/session-codec.ts';
import { clusterSetup } from './cluster.ts';

describe('commands that make no sense', () => {
  const setup = clusterSetup({ id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(1), manifests: [], traffic: [], opensAt: 'start' }, { seed: 1 });
  const sim = setup.create();

  it.each<[string, Command]>([
    ['power', { do: 'node.power', node: 'control-plane', on: false }],
    ['network', { do: 'node.network', node: 'control-plane', connected: false }],
    ['trouble', { do: 'fault', fault: 'node-partition', args: { node: 'control-plane' } }],
  ])('the only control-plane node cannot be lost: %s', (_name, command) => {
    expect(() => setup.command(sim, command)).toThrow('the only control-plane node');
  });

  it('its kubelet may stop, and workers may be lost', () => {
    expect(() => setup.command(sim, { do: 'kubelet.process', node: 'control-plane', on: false })).not.toThrow();
    expect(() => setup.command(sim, { do: 'node.power', node: 'node-1', on: false })).not.toThrow();
  });
});

describe('what is done has room in a session', () => {
  const setup = clusterSetup({ id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(1), manifests: [], traffic: [], opensAt: 'start' }, { seed: 1 });
  const { headerCharacters, textCharacters } = SESSION_LIMITS;
  const request = (of: object): Command => ({ do: 'request', request: { method: 'GET', path: '/api/v1/pods', ...of } });
  const PATH = '/api/v1/namespaces/';

  it.each<[string, (length: number) => Command, number]>([
    ['typed line', (n) => ({ do: 'kubectl', line: `# ${'x'.repeat(n - 2)}` }), textCharacters],
    ['manifest', (n) => ({ do: 'apply', source: `#${'x'.repeat(n - 1)}` }), textCharacters],
    ['path', (n) => request({ path: PATH + 'x'.repeat(n - PATH.length) }), headerCharacters],
    ['selector', (n) => request({ query: { labelSelector: 'x'.repeat(n) } }), headerCharacters],
    ['accept', (n) => request({ accept: 'x'.repeat(n) }), headerCharacters],
    ['words', (n) => ({ ...request({}), said: 'x'.repeat(n) }) as Command, headerCharacters],
    ['agent', (n) => ({ do: 'client', exchange: 'a', agent: 'x'.repeat(n), request: { method: 'GET', path: '/version' } }), headerCharacters],
  ])('%s', (_name, command, limit) => {
    const sim = setup.create();
    const before = sim.happenings.length;
    expect(() => setup.command(sim, command(limit + 1))).toThrow(`longer than ${limit}`);
    expect(sim.happenings.length).toBe(before);
    setup.command(sim, command(limit));
    expect(sim.happenings.length).toBeGreaterThan(before);
    const [told] = [...sim.happenings].slice(before);
    expect(JSON.stringify(told).length).toBeLessThan(2 * headerCharacters);
    const session = { v: 1, scenario: 'x', seed: 1, commands: [{ event: 0, t: 0, command: command(limit) }] } as never;
    expect(decodeSession(encodeSession(session))).toEqual(session);
  });

  it('a long text or body is not kept a second time', () => {
    const sim = setup.create();
    const before = sim.happenings.length;
    setup.command(sim, { do: 'client.input', exchange: 'gone', input: { is: 'text', text: 'x'.repeat(500_000) } });
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'x'.repeat(500_000) } };
    setup.command(sim, { do: 'client', exchange: 'b', agent: 'a', request: { method: 'POST', path: '/api/v1/namespaces/default/configmaps', body } });
    const told = [...sim.happenings].slice(before).filter(({ code }) => code === 'command');
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told).length).toBeLessThan(2_000);
  });
});
