import { expect, it } from 'vitest';
import { changesNothing } from './command.ts';

const line = (text: string): boolean => changesNothing({ do: 'kubectl', line: text });

it('knows lines that only read: they are neither flagged nor taken back', () => {
  for (const text of [
    'kubectl get pods',
    ' k get po -w',
    'kubectl describe deploy web | grep Replicas | wc -l',
    'kubectl rollout status deploy/web',
    'kubectl auth can-i --list',
  ])
    expect(line(text), text).toBe(true);
  for (const text of [
    'kubectl delete pod web',
    'kubectl get pods -o name | xargs kubectl delete',
    'kubectl get deploy web -o yaml > web.yaml',
    'kubectl get pods; kubectl delete pod web',
    'kubectl get pods && kubectl scale deploy web --replicas=1',
    'kubectl rollout undo deploy/web',
    'kubectl getaway',
    'kubectl exec web -- kill 1',
    'kubectl get pods\nkubectl delete pod web',
  ])
    expect(line(text), text).toBe(false);
  expect(line(`kubectl get ${'| '.repeat(1_000)}`)).toBe(true);
});

it('knows programs of the terminal that only tell something', () => {
  for (const text of ['help', 'history', 'ls -l']) expect(line(text), text).toBe(true);
  for (const text of ['help; kubectl delete pod x', 'ls | xargs kubectl delete pod', 'helpless']) expect(line(text), text).toBe(false);
});

it('knows lines of several commands, curl, watch, and what a person asks by hand', () => {
  for (const text of [
    'echo hi; date && kubectl get pods || true',
    'watch -n 1 kubectl get pods',
    'curl -s http://10.96.0.10/healthz | head -1',
    'kubectl get pods 2>/dev/null',
    "kubectl get pods -o jsonpath='{.items[*].metadata.name}' | tr ' ' ';'",
  ])
    expect(line(text), text).toBe(true);
  for (const text of [
    'watch kubectl delete pod web',
    'curl -X DELETE http://localhost/api',
    'curl -sXPOST http://web',
    'curl --data a=b http://web',
    'curl -o f http://web',
    'echo $(kubectl delete pod web)',
    'echo "$(kubectl delete pod web)"',
    'X=1; echo $X',
    'sleep 1 & kubectl get pods',
    'for i in 1 2; do kubectl delete pod web-$i; done',
    'echo a; export B=1',
  ])
    expect(line(text), text).toBe(false);
  const asked = (method: 'GET' | 'DELETE') => changesNothing({ do: 'request', console: true, request: { method, path: '/api/v1/nodes' } });
  expect([asked('GET'), asked('DELETE')]).toEqual([true, false]);
  expect(changesNothing({ do: 'edited', text: null })).toBe(true);
});

it('knows a change in quotes, and takes no time over a line that is no question', () => {
  expect(line(`curl '-X' DELETE http://a`)).toBe(false);
  expect(line(`curl "-XPOST" http://a`)).toBe(false);
  expect(line(`curl 'http://a/-X'`)).toBe(true);
  expect(line('watch watch kubectl get pods')).toBe(false);
  expect(line('watch '.repeat(43_690))).toBe(false);
});
