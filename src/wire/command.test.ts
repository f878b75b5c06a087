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
    'echo a',
    'kubectl get pods\nkubectl delete pod web',
  ])
    expect(line(text), text).toBe(false);
  expect(line(`kubectl get ${'| '.repeat(100_000)}`)).toBe(true);
});

it('knows programs of the terminal that only tell something', () => {
  for (const text of ['help', 'history', 'ls -l']) expect(line(text), text).toBe(true);
  for (const text of ['help; kubectl delete pod x', 'ls | xargs kubectl delete pod', 'helpless']) expect(line(text), text).toBe(false);
});
