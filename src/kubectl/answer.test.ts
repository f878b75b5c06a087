import { describe, expect, it } from 'vitest';
import { conflict, invalid, invalidObject } from '../kinds/errors.ts';
import type { ApiRequest } from '../wire/request.ts';
import { kubectlAnswer } from './answer.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web';
const lines = (method: ApiRequest['method'], path: string, said: string, body?: object): readonly string[] =>
  kubectlAnswer({ id: '1', said, request: { method, path, ...(body ? { body: body as never } : {}) } }, { code: 200, body: null }).lines.map(
    ({ stream, text }) => `${stream}: ${text}`,
  );

describe('answers of kubectl', () => {
  it('say what was done, in the word of the subcommand', () => {
    expect(lines('PATCH', `${DEPLOYMENT}/scale`, 'kubectl scale deployment/web --replicas=5')).toEqual(['stdout: deployment.apps/web scaled']);
    expect(lines('PATCH', DEPLOYMENT, 'kubectl set image deployment/web nginx=nginx:1.29')).toEqual(['stdout: deployment.apps/web image updated']);
    expect(lines('PATCH', DEPLOYMENT, 'kubectl rollout undo deployment/web')).toEqual(['stdout: deployment.apps/web rolled back']);
    expect(lines('PATCH', '/api/v1/nodes/node-1', 'kubectl cordon node-1')).toEqual(['stdout: node/node-1 cordoned']);
  });

  it('name the namespace of what was deleted, and warn of force', () => {
    expect(lines('DELETE', '/api/v1/namespaces/default/pods/x', 'kubectl delete pod/x')).toEqual(['stdout: pod "x" deleted from default namespace']);
    expect(lines('DELETE', '/api/v1/nodes/node-1', 'kubectl delete node/node-1')).toEqual(['stdout: node "node-1" deleted']);
    const forced = lines('DELETE', '/api/v1/namespaces/default/pods/x', 'kubectl delete pod/x --grace-period=0 --force', { gracePeriodSeconds: 0 });
    expect(forced[0]).toContain('Warning: Immediate deletion does not wait');
    expect(forced[1]).toBe('stdout: pod "x" force deleted from default namespace');
  });

  it('say nothing about a request that nobody typed', () => {
    expect(kubectlAnswer({ id: '1', request: { method: 'PATCH', path: DEPLOYMENT } }, { code: 200, body: null })).toEqual({ ok: true, lines: [] });
  });

  it('print refusals as kubectl does', () => {
    const asked = { id: '1', request: { method: 'PATCH', path: DEPLOYMENT } } as const;
    const text = (body: object, code: number): string =>
      kubectlAnswer(asked, { code, body: body as never })
        .lines.map((line) => line.text)
        .join('\n');
    expect(text(conflict({ group: 'apps', name: 'deployments' }, 'web'), 409)).toBe(
      'Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(text(invalidObject({ group: 'apps', name: 'Deployment' }, 'web', [invalid('spec.replicas', -1, 'must be greater than or equal to 0')]), 422)).toBe(
      'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    expect(text({ message: 'The connection to the server was refused - did you specify the right host or port?' }, 0)).toBe(
      'The connection to the server was refused - did you specify the right host or port?',
    );
  });
});
