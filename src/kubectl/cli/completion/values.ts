import { byText } from '../../../base/order.ts';
import type { Kind } from '../../../kinds/kind.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import { apiVersionOf, kindByAnyName, kinds } from '../../../kinds/registry.ts';
import type { Deployment, Pod } from '../../../kinds/schema/types.gen.ts';
import { own } from '../step.ts';
import { offerPath } from './fields.ts';
import { both, type Candidate, type CompletionWorld, NOTHING, type Offer, offer, offerInList } from './offer.ts';
import { namesOf, objectNamed, offerNames, offerObjects } from './objects.ts';

/** What is known of the command whose flag is completed. */
export interface FlagAsked {
  readonly world: CompletionWorld;
  /** `rollout status` */
  readonly path: string;
  readonly name: string;
  readonly word: string;
  /** Words without flags that stand before the cursor. */
  readonly positional: readonly string[];
  readonly namespace: string;
  readonly allNamespaces: boolean;
}

/** The values a flag may have. */
export function offerValues(asked: FlagAsked): Offer {
  const make = own(VALUES, `${asked.path} ${asked.name}`) ?? own(VALUES, asked.name);
  return make ? make(asked) : NOTHING;
}

const fixed =
  (...values: readonly (string | Candidate)[]) =>
  ({ word }: FlagAsked): Offer =>
    offer(word, values);

const fixedList =
  (...values: readonly string[]) =>
  ({ word }: FlagAsked): Offer =>
    offerInList(word, values);

const names =
  (type: string) =>
  ({ world, word, namespace }: FlagAsked): Offer =>
    offerNames(world, kindByAnyName(type), { namespace, tail: word });

const files = ({ world, word }: FlagAsked): Offer => offerFiles(world, word);

export const offerFiles = ({ session }: CompletionWorld, word: string): Offer => offer(word, Object.keys(session.files).sort(byText));

const PLAIN_FORMS = [
  'json',
  'yaml',
  'kyaml',
  'name',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
];
const GET_FORMS = [...PLAIN_FORMS, 'custom-columns', 'custom-columns-file', 'wide'];
/** What stands behind them: a template, or the file that has it. */
const WITH_TEMPLATE = /^(go-template|template|jsonpath|custom-columns)/;

function offerForms(asked: FlagAsked): Offer {
  const { word, path, positional } = asked;
  const equals = word.indexOf('=');
  if (equals < 0) {
    const forms = path === 'get' ? GET_FORMS : PLAIN_FORMS;
    return offer(
      word,
      forms.map((text) => (WITH_TEMPLATE.test(text) ? { text, suffix: '=' } : { text })),
    );
  }
  const form = word.slice(0, equals);
  if (form.endsWith('file')) return offerFiles(asked.world, word.slice(equals + 1));
  const isObject = positional.length === 1 ? (positional[0] ?? '').includes('/') : positional.length === 2 && !(positional[0] ?? '').includes(',');
  if (form.startsWith('custom-columns')) return offerPath(word.slice(word.lastIndexOf(':') + 1), { kind: kindAsked(asked), isList: false });
  return form.startsWith('jsonpath') ? offerPath(word.slice(equals + 1), { kind: kindAsked(asked), isList: !isObject }) : NOTHING;
}

/** The kind the command is about. */
const kindAsked = ({ positional: [first = ''] }: FlagAsked): Kind | undefined => kindByAnyName(first.split(/[,/]/)[0]!);

function objectsAsked(asked: FlagAsked): readonly KubeObject[] {
  const kind = kindAsked(asked);
  if (!kind) return [];
  return [...asked.world.objects(kind)].filter(({ metadata }) => !kind.namespaced || asked.allNamespaces || metadata.namespace === asked.namespace);
}

/** `app=web,tier=`: keys, and the values that objects have. */
function offerSelector(asked: FlagAsked): Offer {
  const part = asked.word.slice(asked.word.lastIndexOf(',') + 1);
  const [, key, tail] = /^(.*?)(?:==|!=|=)(.*)$/.exec(part) ?? [];
  const all = objectsAsked(asked).map(({ metadata }) => metadata.labels ?? {});
  if (key === undefined)
    return offer(
      part,
      distinct(all.flatMap((labels) => Object.keys(labels))).map((text) => ({ text, suffix: '=' })),
      '=',
    );
  return offer(tail ?? '', distinct(all.flatMap((labels) => (Object.hasOwn(labels, key) ? [labels[key]!] : []))));
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(byText);

function offerFieldSelector(asked: FlagAsked): Offer {
  const kind = kindAsked(asked);
  const part = asked.word.slice(asked.word.lastIndexOf(',') + 1);
  const [, key, tail] = /^(.*?)(?:==|!=|=)(.*)$/.exec(part) ?? [];
  const own = kind?.selectableFields ?? {};
  if (key === undefined)
    return offer(
      part,
      ['metadata.name', 'metadata.namespace', ...Object.keys(own)].map((text) => ({ text, suffix: '=' })),
      '=',
    );
  const read = Object.hasOwn(own, key) ? own[key] : undefined;
  const valueOf = (object: KubeObject): string =>
    read ? read(object as never) : key === 'metadata.name' ? object.metadata.name : key === 'metadata.namespace' ? (object.metadata.namespace ?? '') : '';
  return offer(tail ?? '', distinct(objectsAsked(asked).map(valueOf).filter(Boolean)));
}

/** Containers of the pod that is named. */
export function offerContainers({ world, word, positional, namespace }: FlagAsked): Offer {
  const [first = ''] = positional;
  const [type = 'pods', name = ''] = first.includes('/') ? first.split('/') : ['pods', first];
  const kind = kindByAnyName(type);
  const object = objectNamed(world, kind, { name, namespace });
  const spec = kind?.kind === 'Pod' ? (object as unknown as Pod | undefined)?.spec : (object as unknown as Deployment | undefined)?.spec?.template?.spec;
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []), ...(spec?.ephemeralContainers ?? [])];
  return offer(
    word,
    all.map(({ name: text, image }) => ({ text, ...(image ? { hint: image } : {}) })),
  );
}

function offerConditions(asked: FlagAsked): Offer {
  const { word, world, namespace } = asked;
  const [first = '', second] = asked.positional;
  if (word.startsWith('condition=')) {
    const [type = '', name] = first.includes('/') ? first.split('/') : [first, second];
    const kind = kindByAnyName(type);
    const all = kind
      ? [...world.objects(kind)].filter(({ metadata }) => (!kind.namespaced || metadata.namespace === namespace) && (name ?? metadata.name) === metadata.name)
      : [];
    const types = all.flatMap((object) => ((object as unknown as Pod).status?.conditions ?? []).map((condition) => condition.type));
    return offer(word.slice('condition='.length), distinct(types));
  }
  if (word.startsWith('jsonpath=')) return offerPath(word.slice('jsonpath='.length), { kind: kindAsked(asked), isList: false });
  return offer(word, [{ text: 'condition=', suffix: '' }, { text: 'create' }, { text: 'delete' }, { text: 'jsonpath=', suffix: '' }]);
}

const REVISION = 'deployment.kubernetes.io/revision';

/** Revisions there still is a ReplicaSet of. */
function offerRevisions({ world, word, positional: [first = '', second], namespace }: FlagAsked): Offer {
  const name = first.includes('/') ? first.split('/')[1] : second;
  const sets = kindByAnyName('replicasets');
  const found = sets ? [...world.objects(sets)] : [];
  const mine = found.filter(({ metadata }) => metadata.namespace === namespace && metadata.ownerReferences?.some((owner) => owner.name === name));
  const revisions = mine.map((object): Candidate => {
    const image = (object as unknown as Deployment).spec?.template.spec?.containers[0]?.image;
    return { text: object.metadata.annotations?.[REVISION] ?? '', ...(image ? { hint: image } : {}) };
  });
  return offer(
    word,
    revisions.filter(({ text }) => text !== '').sort((a, b) => Number(a.text) - Number(b.text)),
  );
}

/** `configmap/NAME`, `secret/NAME`. */
function offerSource(asked: FlagAsked): Offer {
  const { word, world, namespace } = asked;
  if (word.includes('/')) return offerObjects(world, { word, before: [], namespace });
  return offer(word, [
    { text: 'configmap/', suffix: '' },
    { text: 'secret/', suffix: '' },
  ]);
}

const offerFor = ({ world, word, namespace }: FlagAsked): Offer =>
  word.includes('/') ? offerObjects(world, { word, before: [], namespace }) : offerObjects(world, { word, before: ['x/x'], namespace });

/** `KEY=FILE` or a file. */
function offerKeyedFiles({ world, word }: FlagAsked): Offer {
  return offerFiles(world, word.slice(word.indexOf('=') + 1));
}

const VALUES: Readonly<Record<string, (asked: FlagAsked) => Offer>> = {
  namespace: ({ world, word }) => offerNames(world, kindByAnyName('namespaces'), { namespace: '', tail: word }),
  context: fixed('cutaway'),
  output: offerForms,
  'version output': fixed('json', 'yaml'),
  'api-resources output': fixed('json', 'name', 'wide', 'yaml'),
  'config get-contexts output': fixed('name'),
  'auth whoami output': fixed(...PLAIN_FORMS),
  filename: files,
  kubeconfig: () => NOTHING,
  'from-file': offerKeyedFiles,
  'from-env-file': files,
  'patch-file': files,
  cert: files,
  key: files,
  selector: offerSelector,
  'field-selector': offerFieldSelector,
  'label-columns': (asked) => offerInList(asked.word, distinct(objectsAsked(asked).flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})))),
  'sort-by': (asked) => offerPath(asked.word, { kind: kindAsked(asked), isList: false }),
  'api-resources sort-by': fixed('kind', 'name'),
  container: offerContainers,
  for: offerConditions,
  'events for': offerFor,
  'events types': fixedList('Normal', 'Warning'),
  from: offerSource,
  'to-revision': offerRevisions,
  revision: offerRevisions,
  'dry-run': fixed('client', 'none', 'server'),
  validate: fixed('ignore', 'strict', 'warn'),
  cascade: fixed('background', 'foreground', 'orphan'),
  'patch type': fixed('json', 'merge', 'strategic'),
  'expose type': fixed('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'),
  'expose session-affinity': fixed('ClientIP', 'None'),
  protocol: fixed('SCTP', 'TCP', 'UDP'),
  restart: fixed('Always', 'Never', 'OnFailure'),
  'image-pull-policy': fixed('Always', 'IfNotPresent', 'Never'),
  subresource: fixed('resize', 'scale', 'status'),
  serviceaccount: names('serviceaccounts'),
  'preemption-policy': fixed('Never', 'PreemptLowerPriority'),
  'api-group': ({ word }) => offer(word, distinct(kinds.map(({ group }) => group).filter(Boolean))),
  'api-version': ({ word }) => offer(word, distinct(kinds.map(apiVersionOf))),
  verbs: fixedList('create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'),
  categories: fixedList('all'),
  namespaced: fixed('false', 'true'),
  v: fixed(
    { text: '6', hint: 'requests' },
    { text: '7', hint: 'and their headers' },
    { text: '8', hint: 'and bodies, cut' },
    { text: '9', hint: 'bodies whole' },
  ),
};

/** Keys that objects have already, to be changed or taken away: `app=`, `app-`. */
export function offerKeys(asked: FlagAsked, of: 'labels' | 'annotations'): Offer {
  const [first = '', second = ''] = asked.positional;
  const [type = '', name = ''] = first.includes('/') ? first.split('/') : [first, second];
  const kind = kindByAnyName(type);
  const object = objectNamed(asked.world, kind, { name, namespace: asked.namespace });
  const keys = Object.keys(object?.metadata[of] ?? {}).sort(byText);
  return both(
    offer(
      asked.word,
      keys.map((text) => ({ text: `${text}=`, suffix: '' })),
    ),
    offer(
      asked.word,
      keys.map((text) => `${text}-`),
    ),
  );
}

/** `node-role.kubernetes.io/control-plane:NoSchedule-`: taints a node has. */
export function offerTaints({ world, word, positional: [, name = ''] }: FlagAsked): Offer {
  const node = objectNamed(world, kindByAnyName('nodes'), { name, namespace: '' }) as unknown as
    | { readonly spec?: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] } }
    | undefined;
  return offer(
    word,
    (node?.spec?.taints ?? []).map(({ key, effect }) => ({ text: `${key}:${effect}-`, hint: 'takes it away' })),
  );
}

export const offerNodes = ({ world, word, positional }: FlagAsked, given: readonly string[] = positional): Offer => {
  const kind = kindByAnyName('nodes');
  return kind ? offer(word, namesOf(world, kind, { namespace: '', except: given })(word)) : NOTHING;
};
