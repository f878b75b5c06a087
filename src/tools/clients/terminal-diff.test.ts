import { compareLines, linesOf } from './compare.testing.ts';
import type { Ran } from './real.testing.ts';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web, tier: front}}
spec:
  replicas: 4
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: 'nginx:1.29', env: [{name: A, value: b}]}
`;
const FRESH = `
apiVersion: v1
kind: ConfigMap
metadata: {name: fresh, labels: {tier: front}}
data: {a: b}
`;
const secret = (data: string): string => `{apiVersion: v1, kind: Secret, metadata: {name: NAME}, stringData: ${data}}`;
const heredoc = (command: string, text: string): string => `${command} <<'EOF'\n${text.trim()}\nEOF`;

/** Temporary folders, instants and what the server chose for an object that is not kept. */
const loosen = (_: string, { out, err, exit }: Ran): Ran => {
  const same = (text: string): string =>
    text
      .replace(/^([WE])\d{4} [\d:.]+ +\d+ /gm, '$1 ')
      .replace(/(LIVE|MERGED)-\d+/g, '$1-N')
      .replace(/\t\d{4}-\d\d-\d\d .*/g, '\tT')
      .replace(/((?:uid|creationTimestamp|time|resourceVersion|lastTransitionTime|lastUpdateTime): ).*/g, '$1…');
  return { out: same(out), err: same(err), exit };
};

compareLines('diff', {
  loosen,
  lines: [
    ...linesOf(`
kubectl diff
kubectl diff a
kubectl diff -f nofile
kubectl diff -f nofile --force-conflicts
kubectl diff --foo
kubectl get deploy web -o yaml | kubectl diff -f -
kubectl get deploy web -o yaml | kubectl diff --server-side -f -
kubectl get svc,cm -o yaml | kubectl diff -f -
`),
    heredoc('kubectl diff -f -', WEB),
    heredoc('kubectl diff -f - --show-managed-fields', FRESH),
    heredoc('kubectl diff -f -', `${WEB}---${FRESH}`),
    heredoc('kubectl diff -f -', `${FRESH}---${WEB}`),
    heredoc('kubectl diff --server-side -f -', `${WEB}---${FRESH}`),
    heredoc('kubectl diff --server-side --force-conflicts -f -', WEB),
    heredoc('kubectl diff -f - -l tier=front', `${WEB}---${FRESH}`),
    heredoc('kubectl diff -f - -l tier=back', WEB),
    heredoc('kubectl diff -f - -n other', FRESH),
    heredoc('kubectl diff -f -', FRESH.replace('name: fresh', 'generateName: fresh-')),
    heredoc('kubectl diff -f -', 'apiVersion: v1\nkind: Foo\nmetadata: {name: a}'),
    heredoc('kubectl diff --prune --prune-allowlist=apps/v1/Deployment -f -', FRESH),
    heredoc('kubectl diff --prune --prune-allowlist=apps/v1/Deployment -l tier=none -f -', FRESH),
    heredoc('kubectl diff --prune --prune-allowlist=apps/v1/Deployment -f -', WEB),
    heredoc('kubectl diff --prune -f -', FRESH),
    heredoc('kubectl diff --prune --prune-allowlist=core/v1/Foo -f -', FRESH),
    heredoc('kubectl diff -f -', 'a: b'),
    heredoc('kubectl diff -f -', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: -1}'),
    heredoc('kubectl diff -f -', secret('{a: b, c: d}')),
    heredoc('kubectl apply -f -', secret('{a: b, c: d}')),
    heredoc('kubectl diff -f -', secret('{a: b, c: d}')),
    heredoc('kubectl diff -f -', secret('{a: bb, new: d}')),
    'kubectl delete secret NAME',
  ],
});
