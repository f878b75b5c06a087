import { describe, expect, it } from 'vitest';
import { appliedNames } from './applied-names.ts';
import type { Command } from './command.ts';
import { applyName, commandName } from './command-name.ts';
import { FAULTS } from './faults.ts';

const EVERY: readonly Command[] = [
  { do: 'apply', source: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n' },
  { do: 'request', request: { method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/web' } },
  { do: 'request', said: 'kubectl cordon node-1', request: { method: 'PATCH', path: '/api/v1/nodes/node-1' } },
  { do: 'container.exit', pod: 'default/web-1', container: 'nginx', exitCode: 137, reason: 'OOMKilled' },
  { do: 'container.healthy', pod: 'default/web-1', container: 'nginx', healthy: false },
  { do: 'node.power', node: 'node-2', on: false },
  { do: 'kubelet.process', node: 'node-2', on: false },
  { do: 'node.network', node: 'node-2', connected: false },
  { do: 'component.switch', component: 'deployment-controller', on: false },
  { do: 'traffic', traffic: { id: 'users', from: 'users', url: 'http://web.default.svc:80/', perSecond: 2 } },
  { do: 'traffic.stop', id: 'users' },
  { do: 'fault', fault: 'node-reboot', args: { node: 'node-1', seconds: 20 } },
  { do: 'input', text: 'ls -l\r' },
  { do: 'edited', text: 'a: 1' },
  { do: 'edited', text: null },
  { do: 'client.input', exchange: 'client-3', input: { is: 'text', text: '\u0003' } },
];

describe('names of commands', () => {
  it('read as sentences in both languages, never as the names of fields', () => {
    expect(EVERY.map((command) => commandName(command))).toEqual([
      'kubectl apply: pod/a',
      'patch deployments/web',
      'kubectl cordon node-1',
      'end nginx of web-1: OOMKilled',
      'nginx of web-1 fails its probes',
      'switch node-2 off',
      'stop the kubelet of node-2',
      'cut node-2 off from the API server',
      'switch deployment-controller off',
      'users: 2 requests/s to web.default',
      'stop the requests of users',
      'A machine reboots: node-1',
      'typed: ls -l',
      'save the edited text',
      'close the editor without saving',
      'input of client-3: Ctrl-C',
    ]);
    const ja = EVERY.slice(3).map((command) => commandName(command, 'ja'));
    expect(ja.filter((name) => !/[ぁ-ん]|[ァ-ン]|[一-龠]/.test(name))).toEqual([]);
  });

  it('has words for every trouble', () => {
    for (const { name, title } of FAULTS) expect(commandName({ do: 'fault', fault: name, args: {} }, 'ja')).toBe(title.ja);
  });
});

describe('what was applied', () => {
  it('is named as kubectl names it, and counted beyond two', () => {
    const doc = (api: string, kind: string, name: string) => `apiVersion: ${api}\nkind: ${kind}\nmetadata:\n  labels:\n    name: not-this\n  name: ${name}\n`;
    const source = [doc('apps/v1', 'Deployment', 'web'), doc('v1', 'Service', '"web" # ours'), doc('v1', 'ConfigMap', 'c'), doc('v1', 'Secret', 's')];
    expect(applyName(source.join('---\n'))).toBe('kubectl apply: deployment.apps/web, service/web +2');
    expect(applyName('')).toBe('kubectl apply -f -');
  });

  it('is not looked for inside of texts, and found in JSON, flow style and behind comments', () => {
    expect(appliedNames('apiVersion: v1\nkind: ConfigMap\nmetadata: # here\n  # a note\n  name: a\ndata:\n  x: |\n    kind: Pod\n    ---\n')).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' },
    ]);
    expect(appliedNames('{"kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}]}')).toEqual([
      { apiVersion: 'v1', kind: 'Pod', name: 'p' },
    ]);
    expect(appliedNames('---\napiVersion: v1\nkind: Pod\nmetadata: { labels: {}, name: q }\n---\n# nothing\n').length).toBe(1);
  });
});
