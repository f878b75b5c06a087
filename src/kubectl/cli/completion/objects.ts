import { byText } from '../../../base/order.ts';
import type { Kind } from '../../../kinds/kind.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import { kindByAnyName, kinds } from '../../../kinds/registry.ts';
import { type Candidate, type CompletionWorld, NOTHING, type Offer, offer, offerInList } from './offer.ts';

/** What completion offers of types and objects (kubectl pkg/util/completion). */

/** In the order of discovery: the core group first. */
const listed = (): readonly Kind[] => [...kinds].sort((a, b) => byText(a.group, b.group) || byText(a.resource, b.resource));

const typeText = ({ group, resource }: Kind): string => (group === '' ? resource : `${resource}.${group}`);

function typeCandidates(typed: string): readonly Candidate[] {
  const all = listed();
  const full = all.map((kind) => ({ text: typeText(kind), ...(kind.shortNames.length > 0 ? { hint: kind.shortNames.join(',') } : {}) }));
  const short = kindByAnyName(typed);
  // What is a whole short name is right as it stands.
  return short && !full.some(({ text }) => text.startsWith(typed)) ? [{ text: typed, hint: typeText(short) }] : full;
}

export const offerTypes = (word: string): Offer => {
  const tail = word.slice(word.lastIndexOf(',') + 1);
  return offerInList(word, typeCandidates(tail));
};

/** `pods/`, for what is written TYPE/NAME. */
export const slashedTypes = (word: string): Offer =>
  offer(
    word,
    listed().map((kind) => ({ text: `${typeText(kind)}/`, suffix: '' })),
  );

/** Most objects that are offered at once. */
const MOST = 500;

export interface Wanted {
  readonly namespace: string;
  readonly except?: readonly string[];
  readonly keep?: (object: KubeObject) => boolean;
}

export function namesOf(world: CompletionWorld, kind: Kind, { namespace, except = [], keep }: Wanted): (tail: string) => readonly Candidate[] {
  return (tail) => {
    const found: Candidate[] = [];
    for (const object of world.objects(kind)) {
      const { name } = object.metadata;
      if (kind.namespaced && object.metadata.namespace !== namespace) continue;
      if (!name.startsWith(tail) || except.includes(name) || (keep && !keep(object))) continue;
      const hint = statusOf(kind, object);
      found.push({ text: name, ...(hint === undefined ? {} : { hint }) });
      if (found.length >= MOST) break;
    }
    return found;
  };
}

const STATUS_COLUMNS: readonly string[] = ['Status', 'Ready', 'Desired', 'Completions', 'Type', 'Provisioner', 'Reason', 'Data'];
const NO_AGES = { age: () => '' };

/** One cell of its row in a table tells most. */
function statusOf(kind: Kind, object: KubeObject): string | undefined {
  for (const name of STATUS_COLUMNS) {
    const column = kind.columns.find((one) => one.name === name && one.priority === 0);
    if (!column) continue;
    const text = String(column.cell(object as never, NO_AGES));
    return name === 'Data' ? `${text} keys` : text;
  }
  return undefined;
}

export function offerNames(world: CompletionWorld, kind: Kind | undefined, of: Wanted & { readonly tail: string }): Offer {
  return kind ? offer(of.tail, namesOf(world, kind, of)(of.tail)) : NOTHING;
}

export const objectNamed = (
  world: CompletionWorld,
  kind: Kind | undefined,
  of: { readonly name: string; readonly namespace: string },
): KubeObject | undefined => {
  if (!kind) return undefined;
  for (const object of world.objects(kind))
    if (object.metadata.name === of.name && (!kind.namespaced || object.metadata.namespace === of.namespace)) return object;
  return undefined;
};

export interface Words {
  readonly word: string;
  /** Words that stand before, without flags. */
  readonly before: readonly string[];
  readonly namespace: string;
}

/** `TYPE NAME…` and `TYPE/NAME…`; `types`: only these are of use. */
export function offerObjects(world: CompletionWorld, { word, before, namespace }: Words, types?: readonly string[]): Offer {
  const slash = word.indexOf('/');
  if (slash >= 0) return offerSlashed(world, { word, before, namespace });
  const [type] = before;
  const served = types?.filter((one) => kindByAnyName(one));
  if (type === undefined) return served ? offer(word, served) : offerTypes(word);
  if (before.some((one) => one.includes('/')))
    return served
      ? offer(
          word,
          served.map((one) => ({ text: `${one}/`, suffix: '' })),
        )
      : slashedTypes(word);
  const candidates = type.split(',').flatMap((one) => {
    const of = kindsOf(one);
    return of.flatMap((kind) => namesOf(world, kind, { namespace, except: before.slice(1) })(word));
  });
  return offer(word, candidates);
}

const kindsOf = (type: string): readonly Kind[] => {
  const members = kinds.filter(({ categories }) => categories.includes(type));
  const kind = kindByAnyName(type);
  return members.length > 0 ? members : kind ? [kind] : [];
};

function offerSlashed(world: CompletionWorld, { word, before, namespace }: Words): Offer {
  const slash = word.indexOf('/');
  const type = word.slice(0, slash);
  const tail = word.slice(slash + 1);
  const kind = kindByAnyName(type);
  const except = before.filter((one) => one.startsWith(`${type}/`)).map((one) => one.slice(slash + 1));
  return offerNames(world, kind, { namespace, tail, except });
}

/** Types whose pods a command can find. */
const WITH_PODS: readonly string[] = ['daemonsets', 'deployments', 'pods', 'jobs', 'replicasets', 'replicationcontrollers', 'services', 'statefulsets'];

/** `POD` or `TYPE/NAME`. */
export function offerPods(world: CompletionWorld, words: Words): Offer {
  if (words.word.includes('/')) return offerSlashed(world, { ...words, before: [] });
  const types = WITH_PODS.filter((one) => kindByAnyName(one)).map((one) => ({ text: `${one}/`, suffix: '' }));
  const pods = offerNames(world, kindByAnyName('pods'), { namespace: words.namespace, tail: words.word });
  return offer(words.word, [...pods.candidates, ...types]);
}
