import { deflateSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimTime } from '../base/time.ts';
import { checkSession, SessionError } from './session-check.ts';
import { decodeSession, encodeSession, parseSession } from './session-codec.ts';
import type { Session } from './session.ts';

const t = (us: number): SimTime => us as SimTime;
const SESSION: Session = {
  v: 1,
  scenario: 'web',
  seed: 42,
  nodes: 3,
  manifests: ['apiVersion: v1\nkind: Namespace\nmetadata: {name: 日本}\n'],
  commands: [
    { event: 0, t: t(0), command: { do: 'apply', source: 'a: 1', namespace: 'default' } },
    {
      event: 5,
      t: t(10),
      command: {
        do: 'request',
        console: true,
        request: {
          method: 'PATCH',
          path: '/apis/apps/v1/namespaces/default/deployments/web',
          query: { dryRun: 'All' },
          contentType: 'x',
          body: { spec: { replicas: 5, __x: null } },
        },
        said: 'kubectl scale deployment/web --replicas=5',
      },
    },
    { event: 5, t: t(10), command: { do: 'container.exit', pod: 'default/web', container: 'c', exitCode: 137, reason: 'OOMKilled' } },
    { event: 6, t: t(11), command: { do: 'container.healthy', pod: 'default/web', container: 'c', healthy: false } },
    { event: 6, t: t(11), command: { do: 'node.power', node: 'node-1', on: false } },
    { event: 7, t: t(12), command: { do: 'kubelet.process', node: 'node-1', on: false, forget: true } },
    { event: 7, t: t(12), command: { do: 'node.network', node: 'node-1', connected: true } },
    { event: 7, t: t(12), command: { do: 'component.switch', component: 'kube-scheduler', on: true } },
    { event: 7, t: t(12), command: { do: 'traffic', traffic: { id: 'a', from: 'users', url: 'http://web/', perSecond: 0.5 } } },
    { event: 7, t: t(12), command: { do: 'traffic.stop', id: 'a' } },
    { event: 7, t: t(12), command: { do: 'input', terminal: 'main', text: 'ls\r' } },
    { event: 7, t: t(12), command: { do: 'input', text: '', end: true } },
    { event: 7, t: t(12), command: { do: 'edited', terminal: 'main', text: 'a: 1' } },
    { event: 7, t: t(12), command: { do: 'edited', text: null } },
    { event: 7, t: t(12), command: { do: 'client.input', exchange: 'c-1', input: { is: 'text', text: 'a\udc80\u0003' } } },
    { event: 7, t: t(12), command: { do: 'client.input', exchange: 'c-1', input: { is: 'resize', columns: 80, rows: 24 } } },
    { event: 7, t: t(12), command: { do: 'client.input', exchange: 'c-1', input: { is: 'data', connection: 1, text: 'GET /' } } },
    { event: 7, t: t(12), command: { do: 'client.input', exchange: 'c-1', input: { is: 'connect', connection: 1, port: 80 } } },
    { event: 7, t: t(12), command: { do: 'fault', fault: 'image.slow', args: { seconds: 3, image: 'nginx', on: true } } },
  ],
  view: { event: 9, t: 13, selected: 'deployments/default/web', lesson: { id: 'deployment', step: 2 } },
};

const refused = (text: string): string => {
  try {
    decodeSession(text);
  } catch (error) {
    if (error instanceof SessionError) return error.message;
    throw error;
  }
  return 'accepted';
};
const refusedValue = (change: object): string => {
  try {
    checkSession({ ...SESSION, ...change });
  } catch (error) {
    if (error instanceof SessionError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a session in a link', () => {
  it('comes back as it was', () => {
    const text = encodeSession(SESSION);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeSession(text)).toEqual(SESSION);
    expect(decodeSession(encodeSession({ v: 1, scenario: 'x', seed: 0, commands: [] }))).toEqual({ v: 1, scenario: 'x', seed: 0, commands: [] });
    expect(parseSession(JSON.stringify(SESSION))).toEqual(SESSION);
  });

  it('35 is refused with any bit flipped, any end cut, any foreign letter', () => {
    const text = encodeSession({ ...SESSION, manifests: [], commands: SESSION.commands.slice(0, 3) });
    for (let i = 0; i < text.length; i++) {
      for (let bit = 0; bit < 8; bit++)
        expect(refused(text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ (1 << bit)) + text.slice(i + 1))).not.toBe('accepted');
      expect(refused(text.slice(0, i))).toMatch(/incomplete|version/);
    }
    for (const more of ['A', '=', '+', '/', ' ', '%00', '\u0000', '🙂']) expect(refused(text + more)).not.toBe('accepted');
  });

  it('is refused whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => refused(text) !== 'accepted'));
    fc.assert(fc.property(fc.base64String(), (text) => refused(text) !== 'accepted'));
  });

  it('36 a deflate bomb is stopped', () => {
    const bomb = deflateSync(new Uint8Array(40_000_000), { level: 9 });
    expect(bomb.length).toBeLessThan(48_000);
    const start = process.memoryUsage().arrayBuffers;
    expect(refused(packed(1, bomb))).toMatch(/holds more than/);
    expect(process.memoryUsage().arrayBuffers - start).toBeLessThan(80_000_000);
  });

  it('37 a text beyond the limit is not looked at', () => {
    expect(refused('A'.repeat(2_000_000))).toMatch(/longer than/);
    expect(refused('&'.repeat(1_000_000))).toMatch(/longer than/);
    const long: Session = { ...SESSION, manifests: [Array.from({ length: 60_000 }, (_, i) => (i * 2_654_435_761).toString(36)).join('')] };
    expect(() => encodeSession(long)).toThrow(/too long for a link/);
  });

  it('38 other versions are refused by name', () => {
    expect(refused(packed(2, deflateSync(strToU8(JSON.stringify(SESSION)))))).toBe('this link is of version 2; this page knows version 1');
    expect(refusedValue({ v: 999 })).toBe('this link is of version 999; this page knows version 1');
    expect(refusedValue({ v: -1 })).toMatch(/no session of a known version/);
    expect(refusedValue({ v: '1' })).toMatch(/no session of a known version/);
  });

  it.each([
    [{ extra: 1 }, /field that is not known: extra/],
    [{ scenario: 'https://evil' }, /scenario is no name/],
    [{ scenario: 'javascript:x' }, /scenario is no name/],
    [{ scenario: '//evil' }, /scenario is no name/],
    [{ scenario: '\\\\evil' }, /scenario is no name/],
    [{ scenario: '../x' }, /scenario is no name/],
    [{ scenario: 5 }, /scenario is no name/],
    [{ seed: 1e400 }, /seed/],
    [{ seed: Number.NaN }, /seed/],
    [{ seed: -0 }, /seed/],
    [{ seed: 9007199254740993 }, /seed/],
    [{ seed: '1' }, /seed/],
    [{ nodes: 1_000_000 }, /nodes/],
    [{ nodes: 0 }, /nodes/],
    [{ commands: undefined }, /commands is no list/],
    [{ commands: [{ event: -1, t: 0, command: SESSION.commands[0]!.command }] }, /event/],
    [{ commands: [{ event: 1, t: 1e18, command: SESSION.commands[0]!.command }] }, /t is no whole number/],
    [
      {
        commands: [
          { event: 2, t: 2, command: SESSION.commands[0]!.command },
          { event: 1, t: 3, command: SESSION.commands[0]!.command },
        ],
      },
      /before the one in front/,
    ],
    [{ commands: [{ event: 1, t: 1, command: { do: 'rm' } }] }, /not known/],
    [{ commands: [{ event: 1, t: 1, command: { do: 'constructor' } }] }, /not known/],
    [{ commands: [{ event: 1, t: 1, command: { do: 'request', request: { method: 'GET', path: '//evil' } } }] }, /no path of the API/],
    [{ commands: [{ event: 1, t: 1, command: { do: 'request', request: { method: 'CONNECT', path: '/' } } }] }, /method/],
    [{ commands: [{ event: 1, t: 1, command: { do: 'request', console: 'x', request: { method: 'GET', path: '/' } } }] }, /console/],
    [{ commands: [{ event: 1, t: 1, command: { do: 'traffic', traffic: { id: 'a', from: 'users', url: 'x', perSecond: 1e9 } } }] }, /perSecond/],
    [{ commands: [{ event: 1, t: 1, command: { do: 'fault', fault: 'x', args: { a: {} } } }] }, /no plain value/],
    [{ commands: Array(100_001).fill(SESSION.commands[0]) }, /more than 100000/],
    [{ view: { t: -1 } }, /view.t/],
    [{ view: { html: '<b>' } }, /not known/],
    [{ view: { lesson: { id: 'data:text/html,x', step: 0 } } }, /lesson.id is no name/],
    [{ manifests: [1] }, /manifests\[0\] is no text/],
  ])('39–44 refuses case %#', (change, message) => {
    expect(refusedValue(change)).toMatch(message);
  });

  it('a deep or poisoned body stays data', () => {
    let deep: object = {};
    for (let i = 0; i < 200; i++) deep = { a: deep };
    expect(refusedValue({ commands: [{ event: 1, t: 1, command: { do: 'request', request: { method: 'POST', path: '/x', body: deep } } }] })).toMatch(
      /too deep/,
    );
    const poisoned = JSON.parse('{"__proto__": {"polluted": 1}}') as object;
    const { commands } = checkSession({
      ...SESSION,
      commands: [{ event: 1, t: 1, command: { do: 'request', request: { method: 'POST', path: '/x', body: poisoned } } }],
    });
    expect(JSON.stringify(commands[0])).toContain('"__proto__":{"polluted":1}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

/** A link with a right checksum around any body. */
function packed(version: number, body: Uint8Array): string {
  let crc = 0xffffffff;
  for (const byte of [version, ...body]) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  const bytes = Buffer.alloc(5 + body.length);
  bytes[0] = version;
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 1);
  bytes.set(body, 5);
  return bytes.toString('base64url');
}
