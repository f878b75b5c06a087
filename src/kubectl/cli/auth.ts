import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByAnyName } from '../../kinds/registry.ts';
import { isSuccess } from '../../wire/request.ts';
import type { CommandGroup } from './command.ts';
import { alone, bool, type Flags, type FlagTable, short, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles, readManifests } from './sources.ts';
import { tabulate } from './tabwriter.ts';
import { answered, refusal } from './targets.ts';

/** kubectl auth (pkg/cmd/auth). */
const NON_RESOURCE = /^\//;

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  '*',
  'approve',
  'sign',
  'escalate',
  'attest',
];
const VERBS_OF_PATHS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];

function warnOfVerb(run: Run, verb: string, known: readonly string[]): void {
  if (!known.includes(verb)) run.err(`Warning: verb '${verb}' is not a known verb\n\n`);
}

function canI(run: Run, flags: Flags, namespace: string): void {
  if (flags.on('list')) {
    if (flags.words.length > 0) throw failure('list option must be specified with no arguments');
    const rows = [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'], ...rulesOf(run, namespace)];
    for (const line of tabulate(flags.on('no-headers') ? rows.slice(1) : rows).lines) run.say(line);
    return;
  }
  const [verb, what] = flags.words;
  if (verb === undefined || what === undefined || flags.words.length > 2) {
    throw failure("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.");
  }
  if (NON_RESOURCE.test(what)) {
    if (flags.has('subresource')) throw failure('--subresource can not be used with NonResourceURL');
    warnOfVerb(run, verb, VERBS_OF_PATHS);
  }
  const spec: { readonly [key: string]: Json } = NON_RESOURCE.test(what)
    ? { nonResourceAttributes: { path: what, verb } }
    : {
        resourceAttributes: attributesOf(run, {
          verb,
          what,
          namespace: flags.on('all-namespaces') ? '' : namespace,
          subresource: flags.text('subresource'),
        }),
      };
  const body = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec };
  const response = run.ask({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const { allowed, reason } = (response.body as unknown as { readonly status: { readonly allowed: boolean; readonly reason?: string } }).status;
  if (!flags.on('quiet')) run.say(allowed ? 'yes' : `no${reason ? ` - ${reason}` : ''}`);
  if (!allowed) run.end(1);
}

interface Attributes {
  readonly verb: string;
  readonly what: string;
  readonly namespace: string;
  readonly subresource: string | undefined;
}

function attributesOf(run: Run, { verb, what, namespace, subresource }: Attributes): { readonly [key: string]: Json } {
  const [type = '', inner] = what.split('/');
  const kind = type === '*' ? undefined : kindByAnyName(type);
  if (!kind && type !== '*') run.err(`Warning: the server doesn't have a resource type '${type}'\n\n`);
  if (kind && !kind.namespaced)
    run.err(`Warning: resource '${kind.resource}' is not namespace scoped${kind.group === '' ? '' : ` in group '${kind.group}'`}\n\n`);
  warnOfVerb(run, verb, VERBS);
  return {
    namespace,
    verb,
    group: kind?.group ?? '',
    resource: kind?.resource ?? type,
    ...(subresource === undefined ? {} : { subresource }),
    ...(inner === undefined ? {} : { name: inner }),
  };
}

function rulesOf(run: Run, namespace: string): readonly (readonly string[])[] {
  const body = { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: { namespace } };
  const made = answered(run, { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body });
  const { status } = made as unknown as {
    readonly status: {
      readonly resourceRules: readonly {
        readonly verbs: readonly string[];
        readonly resources: readonly string[];
        readonly apiGroups: readonly string[];
        readonly resourceNames?: readonly string[];
      }[];
      readonly nonResourceRules: readonly { readonly verbs: readonly string[]; readonly nonResourceURLs: readonly string[] }[];
    };
  };
  const list = (items: readonly string[] = []): string => `[${items.join(' ')}]`;
  return [
    ...status.resourceRules.flatMap(({ verbs, resources, apiGroups, resourceNames }) =>
      resources.flatMap((resource) => apiGroups.map((group) => [group === '' ? resource : `${resource}.${group}`, '[]', list(resourceNames), list(verbs)])),
    ),
    ...status.nonResourceRules.map(({ verbs, nonResourceURLs }) => ['', list(nonResourceURLs), '[]', list(verbs)]),
  ];
}

interface Review {
  readonly status: { readonly userInfo: { readonly username: string; readonly uid?: string; readonly groups?: readonly string[]; readonly extra?: object } };
}

function whoAmI(run: Run, flags: Flags): void {
  const printer = printerOf(run, flags);
  const body = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} };
  const made = answered(run, { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body });
  const { username, uid, groups = [], extra } = (made as unknown as Review).status.userInfo;
  if (flags.text('output') === 'name') return run.say('selfsubjectreview.authentication.k8s.io/<unknown>');
  const userInfo = { username, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) };
  const review = { kind: made.kind, apiVersion: made.apiVersion, metadata: made.metadata ?? {}, status: { userInfo } };
  // In the order of the structs.
  if (flags.text('output') === 'json') return run.out(`${JSON.stringify(review, null, 4)}\n`);
  if (printer) return printer(review as unknown as KubeObject, run);
  for (const line of tabulate([
    ['ATTRIBUTE', 'VALUE'],
    ['Username', username],
    ['Groups', `[${groups.join(' ')}]`],
  ]).lines)
    run.say(line);
}

const RBAC_KINDS = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

/** kubectl auth reconcile (pkg/cmd/auth/reconcile.go): other kinds are passed over; roles and bindings are not served here. */
function reconcile(run: Run, flags: Flags, namespace: string): void {
  if (flags.words.length > 0) throw failure('no arguments are allowed');
  if (!namesFiles(flags)) throw failure('must specify one of -f and -k');
  const { objects, errors } = readManifests(run, flags, namespace);
  if (errors.length > 0) throw new Failure(errors);
  const [role] = objects.filter(({ mapping }) => RBAC_KINDS.includes(mapping.kind));
  if (role) throw failure(`only rbac.authorization.k8s.io/v1 is supported: not ${role.object.apiVersion}`);
}

const RECONCILE: FlagTable = {
  ...OUTPUT,
  'dry-run': alone('unchanged'),
  filename: short('f', strings),
  kustomize: short('k', text),
  recursive: short('R', bool),
  'remove-extra-permissions': bool,
  'remove-extra-subjects': bool,
};

export const auth: CommandGroup = {
  commands: {
    'can-i': { flags: { 'all-namespaces': short('A', bool), list: bool, 'no-headers': bool, quiet: short('q', bool), subresource: text }, run: canI },
    reconcile: { flags: RECONCILE, run: reconcile },
    whoami: { flags: OUTPUT, run: whoAmI },
  },
};
