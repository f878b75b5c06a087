import { byText } from '../../base/order.ts';
import type { Json } from '../../base/json.ts';
import { kindByAnyName } from '../../kinds/registry.ts';
import { core, generator, type Made, type Noun, nameOf } from './create-noun.ts';
import { array, type Flags, strings, text } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';

/** kubectl create role, clusterrole and their bindings (pkg/cmd/create/create_role.go, create_clusterrole.go, create_rolebinding.go). */
const RBAC = 'rbac.authorization.k8s.io';

const rbac = (noun: string, kind: string, of: Pick<Noun, 'make' | 'namespaced'> & { readonly called?: string }): Noun => ({
  ...core(noun, kind, of),
  apiVersion: `${RBAC}/v1`,
});

const VERBS = ['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'];
const VERBS_OF_PATHS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

const ROLES = [`roles.${RBAC}`, `clusterroles.${RBAC}`];
/** Verbs that only some resources have. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ROLES,
  escalate: ROLES,
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
};

interface Asked {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly resources: readonly Asked[];
  readonly names: readonly string[];
}

const once = (words: readonly string[]): readonly string[] => [...new Set(words)];

function ruleOf(flags: Flags): Rule {
  const verbs = flags.list('verb').includes('*') ? ['*'] : once(flags.list('verb'));
  const resources: Asked[] = [];
  for (const word of flags.list('resource')) {
    const slash = word.indexOf('/');
    const [whole, subresource] = slash < 0 ? [word, ''] : [word.slice(0, slash), word.slice(slash + 1)];
    const dot = whole.indexOf('.');
    const asked = { resource: dot < 0 ? whole : whole.slice(0, dot), group: dot < 0 ? '' : whole.slice(dot + 1), subresource };
    if (word === '*') return { verbs, resources: [asked], names: once(flags.list('resource-name')) };
    resources.push(asked);
  }
  return { verbs, resources, names: once(flags.list('resource-name')) };
}

/** What the server calls it; undefined: it has no such thing. */
function known({ resource, group }: Asked): { readonly resource: string; readonly group: string } | undefined {
  const kind = kindByAnyName(group === '' ? resource : `${resource}.${group}`);
  return kind && { resource: kind.resource, group: kind.group };
}

function checkResources(run: Run, { verbs, resources }: Rule): void {
  for (const verb of verbs) if (!VERBS.includes(verb)) run.err(`Warning: '${verb}' is not a standard resource verb\n`);
  for (const asked of resources) {
    if (asked.resource === '') throw failure('resource must be specified if apiGroup/subresource specified');
    if (asked.resource === '*') return;
    const found = known(asked);
    const { resource, group } = found ?? asked;
    let isSpecial = false;
    for (const verb of verbs) {
      const only = SPECIAL[verb];
      if (!only) continue;
      if (!only.includes(group === '' ? resource : `${resource}.${group}`)) throw failure(`can not perform '${verb}' on '${resource}' in group '${group}'`);
      isSpecial = true;
    }
    if (!found && !isSpecial) throw new Failure([{ is: 'bare', message: noSuchResource(asked) }]);
  }
}

const noSuchResource = ({ resource, group }: Asked): string =>
  group === ''
    ? `the server doesn't have a resource type ${JSON.stringify(resource)}`
    : `the server doesn't have a resource type ${JSON.stringify(resource)} in group ${JSON.stringify(group)}`;

/** One rule for each group, and one for the paths. */
function rulesOf({ verbs, resources, names }: Rule, paths: readonly string[]): Json {
  const byGroup = new Map<string, string[]>();
  for (const asked of resources) {
    const { resource, group } = known(asked) ?? asked;
    const whole = asked.subresource === '' ? resource : `${resource}/${asked.subresource}`;
    const of = byGroup.get(group) ?? [];
    byGroup.set(group, of.includes(whole) ? of : [...of, whole]);
  }
  const ofGroups = [...byGroup.keys()].sort(byText).map((group) => ({
    verbs,
    apiGroups: [group],
    resources: byGroup.get(group)!,
    ...(names.length > 0 ? { resourceNames: names } : {}),
  }));
  return [...ofGroups, ...(paths.length > 0 ? [{ verbs, nonResourceURLs: paths }] : [])];
}

function makeRole(flags: Flags, run: Run): Made {
  const rule = ruleOf(flags);
  if (rule.verbs.length === 0) throw failure('at least one verb must be specified');
  if (rule.resources.length === 0) {
    checkResources(run, { ...rule, resources: [] });
    throw failure('at least one resource must be specified');
  }
  checkResources(run, rule);
  return { rules: rulesOf(rule, []) };
}

function makeClusterRole(flags: Flags, run: Run): Made {
  const rule = ruleOf(flags);
  const paths = once(flags.list('non-resource-url'));
  const aggregated = flags.list('aggregation-rule');
  if (aggregated.length > 0) {
    if (paths.length + rule.verbs.length + rule.resources.length + rule.names.length > 0)
      throw failure('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    return { rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels: labelsOf(aggregated) }] } };
  }
  if (rule.verbs.length === 0) throw failure('at least one verb must be specified');
  if (rule.resources.length === 0 && paths.length === 0) throw failure('one of resource or nonResourceURL must be specified');
  if (rule.resources.length > 0) checkResources(run, rule);
  if (paths.length > 0) checkPaths(rule.verbs, paths);
  return { rules: rulesOf(rule, paths) };
}

function labelsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0)
        throw failure(
          `invalid argument ${JSON.stringify(pair)} for "--aggregation-rule" flag: malformed pair, expect string=string\nSee 'kubectl create clusterrole --help' for usage.`,
        );
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

function checkPaths(verbs: readonly string[], paths: readonly string[]): void {
  for (const verb of verbs) if (!VERBS_OF_PATHS.includes(verb)) throw failure(`invalid verb: '${verb}' for nonResourceURL`);
  for (const path of paths.filter((one) => one !== '*')) {
    if (!path.startsWith('/')) throw failure('nonResourceURL should start with /');
    if (path.slice(0, -1).includes('*')) throw failure("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

function bindingOf(flags: Flags, role: { readonly kind: string; readonly name: string }): Made {
  const named = (kind: string, names: readonly string[]): readonly Json[] => names.map((name) => ({ kind, apiGroup: RBAC, name }));
  const accounts = flags.list('serviceaccount').map((word) => {
    const parts = word.split(':');
    if (parts.length !== 2 || parts[0] === '' || parts[1] === '') throw failure('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name: parts[1]!, namespace: parts[0]! };
  });
  const subjects = [...named('User', once(flags.list('user'))), ...named('Group', once(flags.list('group'))), ...accounts];
  return { ...(subjects.length > 0 ? { subjects } : {}), roleRef: { apiGroup: RBAC, ...role } };
}

function makeRoleBinding(flags: Flags): Made {
  nameOf(flags, 'rolebinding');
  const [role = '', clusterRole = ''] = [flags.text('role'), flags.text('clusterrole')];
  if ((role === '') === (clusterRole === '')) throw failure('exactly one of clusterrole or role must be specified');
  return bindingOf(flags, role === '' ? { kind: 'ClusterRole', name: clusterRole } : { kind: 'Role', name: role });
}

const makeClusterRoleBinding = (flags: Flags): Made => bindingOf(flags, { kind: 'ClusterRole', name: flags.text('clusterrole') ?? '' });

const RULE = { verb: strings, resource: strings, 'resource-name': array };
const SUBJECTS = { clusterrole: text, user: array, group: array, serviceaccount: array };

export const createRole = generator(rbac('role', 'Role', { namespaced: true, make: makeRole }), RULE);
export const createClusterRole = generator(rbac('clusterrole', 'ClusterRole', { namespaced: false, make: makeClusterRole }), {
  ...RULE,
  'non-resource-url': strings,
  'aggregation-rule': strings,
});
export const createRoleBinding = generator(rbac('rolebinding', 'RoleBinding', { namespaced: true, called: 'rolebinding', make: makeRoleBinding }), {
  ...SUBJECTS,
  role: text,
});
export const createClusterRoleBinding = generator(
  rbac('clusterrolebinding', 'ClusterRoleBinding', { namespaced: false, called: 'clusterrolebinding', make: makeClusterRoleBinding }),
  SUBJECTS,
  ['clusterrole'],
);
