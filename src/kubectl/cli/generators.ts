import type { Json } from '../../base/json.ts';
import { toBase64 } from '../../kinds/base64.ts';

import { answeredWrite, dryRunOf, tell, writeQuery } from './change.ts';
import type { Command, CommandGroup } from './command.ts';
import { alone, array, bool, duration, type Flags, type FlagTable, short, strings, text, whole } from './flags.ts';
import { createFiles } from './create-files.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run, usageFailure } from './run.ts';
import { own } from './step.ts';
import type { Kind } from '../../kinds/kind.ts';
import { kindByName, kinds } from '../../kinds/registry.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { dns1123SubdomainErrors } from '../../kinds/names.ts';

/** kubectl create NOUN (pkg/cmd/create/*). */
export const CREATE_FLAGS: FlagTable = { ...OUTPUT, 'dry-run': alone('unchanged'), 'field-manager': text, 'save-config': bool, validate: alone('strict') };

type Make = (flags: Flags, run: Run) => { readonly [key: string]: Json | undefined };

interface Noun {
  readonly noun: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly make: Make;
}

function generator(noun: Noun, flags: FlagTable, required: readonly string[] = []): Command {
  return { flags: { ...CREATE_FLAGS, ...flags }, required, run: (run, given, namespace) => createNoun(run, given, { noun, namespace }) };
}

function createNoun(run: Run, flags: Flags, { noun, namespace }: { readonly noun: Noun; readonly namespace: string }): void {
  const names = flags.words.slice(0, flags.dash ?? flags.words.length);
  if (names.length !== 1) throw usageFailure(`create ${noun.noun}`, `exactly one NAME is required, got ${names.length}`);
  const [name = ''] = names;
  const { metadata, ...rest } = noun.make(flags, run);
  const dryRun = dryRunOf(run, flags);
  const withNamespace = noun.namespaced && (flags.has('namespace') || dryRun !== 'client');
  const object = {
    apiVersion: noun.apiVersion,
    kind: noun.kind,
    ...rest,
    metadata: { ...(metadata as object), name, ...(withNamespace ? { namespace } : {}) },
  } as unknown as KubeObject;
  createObject(run, flags, { object, namespace, noun: noun.noun });
}

export interface Creation {
  readonly object: KubeObject;
  readonly namespace: string;
  /** What the error calls it; undefined: the server's words alone. */
  readonly noun: string | undefined;
  readonly manager?: string;
  readonly word?: string;
}

/** Words before the server's no, for the commands that put some there. */
const WITH_PREFIX: ReadonlySet<string> = new Set([
  'deployment',
  'configmap',
  'secret',
  'job',
  'quota',
  'serviceaccount',
  'cronjob',
  'ingress',
  'token',
  'service',
]);
const CALLED: Readonly<Record<string, string>> = {
  'secret generic': 'secret',
  'secret docker-registry': 'secret',
  'service clusterip': 'ClusterIP service',
  'service nodeport': 'NodePort service',
  'service externalname': 'ExternalName service',
  'service loadbalancer': 'LoadBalancer service',
};

/** A version that is not served is answered by the HTTP server, with no Status: the client library adds what was asked for (NewGenericServerResponse). */
const plainly = ({ group, version, resource }: Kind): string =>
  kinds.some((kind) => kind.group === group && kind.version === version) ? '' : ` (post ${group === '' ? resource : `${resource}.${group}`})`;

export function createObject(run: Run, flags: Flags, { object, namespace, noun, manager = 'kubectl-create', word = 'created' }: Creation): void {
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  const [first = '', second] = object.apiVersion.split('/');
  const [group, version] = second === undefined ? ['', first] : [first, second];
  const kind = kindByName(group, version, object.kind) ?? unserved(group, version, object.kind);
  if (dryRun === 'client') return tell(run, { kind, object }, { word, dryRun, printer });
  const path = resourcePath(kind, kind.namespaced ? namespace : '');
  const query = { ...writeQuery(dryRun, manager), fieldValidation: 'Strict' };
  try {
    const made = answeredWrite(run, { method: 'POST', path, query, body: object as never });
    tell(run, { kind, object: made }, { word, dryRun, printer });
  } catch (error) {
    const called = noun === undefined ? undefined : (CALLED[noun] ?? (WITH_PREFIX.has(noun) ? noun : undefined));
    const [why] = error instanceof Failure ? error.errors : [];
    if (called === undefined || why?.is !== 'status') throw error;
    throw failure(`failed to create ${called}: ${why.status.message}${plainly(kind)}`);
  }
}

/** A kind that kubectl can make and this cluster does not serve: the server says no. */
function unserved(group: string, version: string, kind: string) {
  const base = kindByName('', 'v1', 'ConfigMap')!;
  return { ...base, group, version, kind, resource: `${kind.toLowerCase()}s`, singular: kind.toLowerCase(), namespaced: true };
}

const CONTAINER_FLAGS: FlagTable = { image: strings };

/** Name of a container of an image: its last part, without tag. */
const nameOfImage = (image: string): string => {
  const last = image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*$/, '');
  return last.replace(/_/g, '-').toLowerCase();
};

function makeDeployment(flags: Flags): ReturnType<Make> {
  const [name = ''] = flags.words;
  const images = flags.list('image');
  const command = flags.dash === undefined ? [] : flags.words.slice(flags.dash);
  if (images.length > 1 && command.length > 0) throw failure('cannot specify multiple --image options and command');
  const port = flags.number('port') ?? -1;
  const containers = images.map((image) => ({
    image,
    name: nameOfImage(image),
    ...(command.length > 0 ? { command } : {}),
    ...(port >= 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  const labels = { app: name };
  const replicas = flags.number('replicas') ?? 1;
  if (replicas < 0) throw failure('--replicas must be greater than or equal to 0');
  return {
    metadata: { labels },
    spec: { replicas, selector: { matchLabels: labels }, strategy: {}, template: { metadata: { labels }, spec: { containers } } },
    status: {},
  };
}

function makeJob(flags: Flags): ReturnType<Make> {
  const [image = ''] = flags.list('image');
  const command = flags.dash === undefined ? [] : flags.words.slice(flags.dash);
  const container = { image, name: flags.words[0] ?? '', resources: {}, ...(command.length > 0 ? { command } : {}) };
  return { spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } }, status: {} };
}

/** `--from-literal`, `--from-file`, `--from-env-file` as keys and texts. */
function dataOf(flags: Flags, run: Run): Readonly<Record<string, string>> {
  const data: Record<string, string> = Object.create(null) as Record<string, string>;
  const add = (key: string, value: string, of: string): void => {
    if (key in data) throw failure(`cannot add key ${key}, another key by that name already exists in ${of}`);
    const wrong = dns1123SubdomainErrors(key.replace(/[_A-Z]/g, 'a'));
    if (wrong.length > 0) throw failure(`${JSON.stringify(key)} is not valid key name for a ConfigMap: ${wrong.join(';')}`);
    data[key] = value;
  };
  for (const literal of flags.list('from-literal')) {
    const at = literal.indexOf('=');
    if (at < 1) throw failure(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, at), literal.slice(at + 1).replace(/^(['"])(.*)\1$/s, '$2'), 'Data');
  }
  for (const source of flags.list('from-file')) {
    const at = source.indexOf('=');
    const file = at < 0 ? source : source.slice(at + 1);
    const text = own(run.session.files, file);
    if (text === undefined) throw failure(`error reading ${file}: no such file or directory`);
    add(at < 0 ? file.slice(file.lastIndexOf('/') + 1) : source.slice(0, at), text, 'Data');
  }
  for (const file of flags.list('from-env-file')) {
    const text = own(run.session.files, file);
    if (text === undefined) throw failure(`error reading ${file}: no such file or directory`);
    for (const line of text
      .split('\n')
      .map((one) => one.trim())
      .filter((one) => one !== '' && !one.startsWith('#')))
      add(line.split('=')[0]!, line.includes('=') ? line.slice(line.indexOf('=') + 1) : '', 'Data');
  }
  return { ...data };
}

const FROM: FlagTable = { 'from-literal': array, 'from-file': strings, 'from-env-file': strings, 'append-hash': bool };

function makeConfigMap(flags: Flags, run: Run): ReturnType<Make> {
  const data = dataOf(flags, run);
  return Object.keys(data).length > 0 ? { data } : {};
}

function makeSecret(flags: Flags, run: Run): ReturnType<Make> {
  const data = Object.fromEntries(Object.entries(dataOf(flags, run)).map(([key, value]) => [key, toBase64(value)]));
  const type = flags.text('type');
  return { ...(Object.keys(data).length > 0 ? { data } : {}), ...(type ? { type } : {}) };
}

function makeRegistrySecret(flags: Flags): ReturnType<Make> {
  const [username = '', password = '', email = ''] = ['docker-username', 'docker-password', 'docker-email'].map((name) => flags.text(name) ?? '');
  const server = flags.text('docker-server') ?? 'https://index.docker.io/v1/';
  if (username === '' || password === '')
    throw failure('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
  const auth = { username, password, ...(email === '' ? {} : { email }), auth: toBase64(`${username}:${password}`) };
  return { data: { '.dockerconfigjson': toBase64(JSON.stringify({ auths: { [server]: auth } })) }, type: 'kubernetes.io/dockerconfigjson' };
}

function servicePorts(flags: Flags): Json {
  return flags.list('tcp').map((pair) => {
    const [port = '', target = port] = pair.split(':');
    if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) throw failure(`invalid port value ${port}`.replace('port value', 'port number'));
    const nodePort = flags.number('node-port') ?? 0;
    return {
      name: pair.replace(':', '-'),
      ...(nodePort > 0 ? { nodePort } : {}),
      port: Number(port),
      protocol: 'TCP',
      targetPort: /^\d+$/.test(target) ? Number(target) : target,
    };
  });
}

function makeService(type: string): Make {
  return (flags) => {
    const labels = { app: flags.words[0] ?? '' };
    const clusterIP = flags.text('clusterip');
    const headless = clusterIP?.toLowerCase() === 'none';
    if (type !== 'ExternalName' && flags.list('tcp').length === 0 && !headless) throw failure('at least one tcp port specifier must be provided');
    const external = flags.text('external-name');
    const ports = servicePorts(flags) as readonly Json[];
    const ip = clusterIP === undefined ? {} : { clusterIP: headless ? 'None' : clusterIP };
    const spec = { ...ip, ...(external === undefined ? {} : { externalName: external }), ...(ports.length > 0 ? { ports } : {}), selector: labels, type };
    return { metadata: { labels }, spec, status: { loadBalancer: {} } };
  };
}

const service = (type: string, noun: string, flags: FlagTable, required: readonly string[] = []): Command =>
  generator({ noun: `service ${noun}`, apiVersion: 'v1', kind: 'Service', namespaced: true, make: makeService(type) }, { tcp: strings, ...flags }, required);

const core = (noun: string, kind: string, of: { readonly namespaced?: boolean; readonly make?: Make }): Noun => ({
  noun,
  apiVersion: 'v1',
  kind,
  namespaced: of.namespaced ?? true,
  make: of.make ?? (() => ({})),
});

const deployment = generator(
  { noun: 'deployment', apiVersion: 'apps/v1', kind: 'Deployment', namespaced: true, make: makeDeployment },
  { ...CONTAINER_FLAGS, replicas: short('r', whole), port: whole },
  ['image'],
);
const namespace = generator(core('namespace', 'Namespace', { namespaced: false, make: () => ({ spec: {}, status: {} }) }), {});
const configMap = generator(core('configmap', 'ConfigMap', { make: makeConfigMap }), FROM);
const serviceAccount = generator(core('serviceaccount', 'ServiceAccount', {}), {});
const priorityClass = generator(
  {
    noun: 'priorityclass',
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    namespaced: false,
    make: (flags) => ({
      ...(flags.on('global-default') ? { globalDefault: true } : {}),
      description: flags.text('description') ?? '',
      preemptionPolicy: flags.text('preemption-policy') ?? 'PreemptLowerPriority',
      value: flags.number('value') ?? 0,
    }),
  },
  { value: whole, description: text, 'global-default': bool, 'preemption-policy': text },
);

const tokenCommand: Command = {
  flags: { ...CREATE_FLAGS, audience: strings, duration, 'bound-object-kind': text, 'bound-object-name': text, 'bound-object-uid': text },
  run: (run, flags, of) => {
    if (flags.words.length !== 1) throw usageFailure('create token', `exactly one NAME is required, got ${flags.words.length}`);
    const us = flags.duration('duration');
    const audiences = flags.list('audience');
    const spec = { ...(audiences.length > 0 ? { audiences } : {}), ...(us === undefined ? {} : { expirationSeconds: Math.floor(us / 1_000_000) }) };
    const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec };
    try {
      const made = answeredWrite(run, { method: 'POST', path: `/api/v1/namespaces/${of}/serviceaccounts/${encodeURIComponent(flags.words[0]!)}/token`, body });
      const token = (made as unknown as { readonly status?: { readonly token?: string } }).status?.token ?? '';
      run.out(token);
    } catch (error) {
      const [why] = error instanceof Failure ? error.errors : [];
      if (why?.is !== 'status') throw error;
      throw failure(`failed to create token: ${why.status.message}`);
    }
  },
};

export const create: CommandGroup = {
  commands: {
    '': {
      flags: {
        ...CREATE_FLAGS,
        filename: short('f', strings),
        kustomize: short('k', text),
        recursive: short('R', bool),
        selector: short('l', text),
        edit: bool,
        raw: text,
        'windows-line-endings': bool,
      },
      run: createFiles,
    },
    deployment,
    deploy: deployment,
    configmap: configMap,
    cm: configMap,
    namespace,
    ns: namespace,
    serviceaccount: serviceAccount,
    sa: serviceAccount,
    priorityclass: priorityClass,
    pc: priorityClass,
    token: tokenCommand,
    job: generator({ noun: 'job', apiVersion: 'batch/v1', kind: 'Job', namespaced: true, make: makeJob }, { ...CONTAINER_FLAGS, from: text }, ['image']),
    secret: {
      commands: {
        generic: generator(core('secret generic', 'Secret', { make: makeSecret }), { ...FROM, type: text }),
        'docker-registry': generator(core('secret docker-registry', 'Secret', { make: makeRegistrySecret }), {
          ...FROM,
          'docker-server': text,
          'docker-username': text,
          'docker-password': text,
          'docker-email': text,
        }),
      },
    },
    service: {
      commands: {
        clusterip: service('ClusterIP', 'clusterip', { clusterip: text }),
        nodeport: service('NodePort', 'nodeport', { 'node-port': whole }),
        loadbalancer: service('LoadBalancer', 'loadbalancer', {}),
        externalname: service('ExternalName', 'externalname', { 'external-name': text }, ['external-name']),
      },
    },
    svc: { commands: { clusterip: service('ClusterIP', 'clusterip', { clusterip: text }), nodeport: service('NodePort', 'nodeport', { 'node-port': whole }) } },
  },
};
