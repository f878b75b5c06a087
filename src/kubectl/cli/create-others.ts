import type { Json } from '../../base/json.ts';
import { type Operator, parseLabelSelector } from '../../kinds/selector.ts';
import { parseQuantity, QUANTITY_ERROR } from '../../kinds/quantity.ts';
import { core, generator, type Made, sortedPairs } from './create-noun.ts';
import { array, bool, type Flags, text, whole } from './flags.ts';
import { failure } from './run.ts';

/** kubectl create ingress, poddisruptionbudget, quota, priorityclass, namespace, serviceaccount (pkg/cmd/create/create_*.go). */
const RULE = /^([\w*\-.]*)(\/[^,=\n]*)=([\w-]+):([\w-]+)(,(tls)=?([\w-]+)?)?$/;

interface IngressRule {
  readonly host: string;
  readonly path: Json;
  /** Undefined: without TLS. Empty: with the default certificate. */
  readonly secret: string | undefined;
}

const backendOf = (name: string, port: string): Json => ({ service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } });

function ingressRule(rule: string): IngressRule {
  const [, host = '', path = '', name = '', port = '', tls, , secret = ''] = RULE.exec(rule) ?? [];
  const isPrefix = path.endsWith('*');
  return {
    host,
    path: { path: isPrefix ? path.slice(0, -1) : path, pathType: isPrefix ? 'Prefix' : 'Exact', backend: backendOf(name, port) },
    secret: tls === undefined ? undefined : secret,
  };
}

function makeIngress(flags: Flags): Made {
  const given = flags.list('rule');
  const backend = flags.text('default-backend') ?? '';
  if (backend === '' && given.length === 0)
    throw failure(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  const wrong = given.find((rule) => !RULE.test(rule));
  if (wrong !== undefined) throw failure(`rule ${wrong} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const annotations: Record<string, string> = {};
  for (const annotation of flags.list('annotation')) {
    const at = annotation.indexOf('=');
    if (at < 0) throw failure(`annotation ${annotation} is invalid and should be in format key=[value]`);
    annotations[annotation.slice(0, at)] = annotation.slice(at + 1);
  }
  const [name = '', port = '', ...more] = backend.split(':');
  if (backend !== '' && (port === '' || more.length > 0)) throw failure('default-backend should be in format servicename:serviceport');
  const rules = given.map(ingressRule);
  const tls = tlsOf(rules);
  const className = flags.text('class') ?? '';
  return {
    ...(Object.keys(annotations).length > 0 ? { metadata: { annotations } } : {}),
    spec: {
      ...(className === '' ? {} : { ingressClassName: className }),
      ...(backend === '' ? {} : { defaultBackend: backendOf(name, port) }),
      ...(tls.length > 0 ? { tls } : {}),
      ...(rules.length > 0 ? { rules: rulesByHost(rules) } : {}),
    },
    status: { loadBalancer: {} },
  };
}

function rulesByHost(rules: readonly IngressRule[]): Json {
  const hosts = [...new Set(rules.map(({ host }) => host))];
  return hosts.map((host) => ({ ...(host === '' ? {} : { host }), http: { paths: rules.filter((rule) => rule.host === host).map(({ path }) => path) } }));
}

/** A host is in one entry only; hosts of one secret share theirs. */
function tlsOf(rules: readonly IngressRule[]): readonly Json[] {
  const entries: { hosts: string[]; secretName: string }[] = [];
  const seen = new Set<string>();
  for (const { host, secret } of rules) {
    if (secret === undefined || seen.has(host)) continue;
    seen.add(host);
    const same = entries.find(({ secretName }) => secretName === secret);
    if (same) same.hosts.push(host);
    else if (host !== '' || secret !== '') entries.push({ hosts: host === '' ? [] : [host], secretName: secret });
  }
  return entries.map(({ hosts, secretName }) => ({ ...(hosts.length > 0 ? { hosts } : {}), ...(secretName === '' ? {} : { secretName }) }));
}

const AMOUNT = /^\d+%?$/;

function makeBudget(flags: Flags): Made {
  const [selector = '', least = '', most = ''] = [flags.text('selector'), flags.text('min-available'), flags.text('max-unavailable')];
  if (selector === '') throw failure('a selector must be specified');
  if (least === '' && most === '') throw failure('one of min-available or max-unavailable must be specified');
  if (least !== '' && most !== '') throw failure('min-available and max-unavailable cannot be both specified');
  if (least !== '' && !AMOUNT.test(least)) throw failure('invalid format specified for min-available');
  if (most !== '' && !AMOUNT.test(most)) throw failure('invalid format specified for max-unavailable');
  const amount = (word: string): Json => (word.endsWith('%') ? word : Number(word));
  return {
    spec: {
      ...(least === '' ? {} : { minAvailable: amount(least) }),
      selector: selectorOf(selector),
      ...(most === '' ? {} : { maxUnavailable: amount(most) }),
    },
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  };
}

const OPERATORS: Readonly<Partial<Record<Operator, string>>> = { '!=': 'NotIn', in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

/** metav1.ParseToLabelSelector */
function selectorOf(text: string): Json {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw failure(parsed.error);
  const equal = parsed.value.filter(({ operator }) => operator === '=' || operator === '==');
  const rest = parsed.value.filter((one) => !equal.includes(one));
  return {
    ...(equal.length > 0 ? { matchLabels: Object.fromEntries(equal.map(({ key, values }) => [key, values[0]!])) } : {}),
    ...(rest.length > 0
      ? {
          matchExpressions: rest.map(({ key, operator, values }) => ({
            key,
            operator: OPERATORS[operator] ?? operator,
            ...(values.length > 0 ? { values } : {}),
          })),
        }
      : {}),
  };
}

function makeQuota(flags: Flags): Made {
  const hard: Record<string, string> = {};
  for (const pair of (flags.text('hard') ?? '').split(',').filter((one) => one !== '')) {
    const parts = pair.split('=');
    if (parts.length !== 2) throw failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    if (parseQuantity(parts[1]!) === undefined) throw failure(QUANTITY_ERROR);
    hard[parts[0]!] = parts[1]!;
  }
  const scopes = (flags.text('scopes') ?? '').split(',').filter((one) => one !== '');
  if (new Set(scopes).size < scopes.length) throw failure('invalid scopes: duplicate scopes');
  return { spec: { ...(Object.keys(hard).length > 0 ? { hard: sortedPairs(hard) } : {}), ...(scopes.length > 0 ? { scopes } : {}) }, status: {} };
}

export const createIngress = generator(
  { ...core('ingress', 'Ingress', { called: 'ingress', make: makeIngress }), apiVersion: 'networking.k8s.io/v1' },
  { rule: array, class: text, annotation: array, 'default-backend': text },
);
export const createBudget = generator(
  { ...core('poddisruptionbudget', 'PodDisruptionBudget', { called: 'poddisruptionbudgets', make: makeBudget }), apiVersion: 'policy/v1' },
  { selector: text, 'min-available': text, 'max-unavailable': text },
);
export const createQuota = generator(core('quota', 'ResourceQuota', { called: 'quota', make: makeQuota }), { hard: text, scopes: text });
export const createNamespace = generator(core('namespace', 'Namespace', { namespaced: false, make: () => ({ spec: {}, status: {} }) }), {});
export const createServiceAccount = generator(core('serviceaccount', 'ServiceAccount', { called: 'serviceaccount' }), {});
export const createPriorityClass = generator(
  {
    ...core('priorityclass', 'PriorityClass', {
      namespaced: false,
      called: 'priorityclass',
      make: (flags) => ({
        value: flags.number('value') ?? 0,
        ...(flags.on('global-default') ? { globalDefault: true } : {}),
        ...((flags.text('description') ?? '') === '' ? {} : { description: flags.text('description') }),
        preemptionPolicy: flags.text('preemption-policy') ?? 'PreemptLowerPriority',
      }),
    }),
    apiVersion: 'scheduling.k8s.io/v1',
  },
  { value: whole, description: text, 'global-default': bool, 'preemption-policy': text },
);
