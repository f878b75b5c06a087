import { byText } from '../../base/order.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Event } from '../../kinds/schema/types.gen.ts';
import { asWritten } from '../../kinds/written.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { annotations, field, type Lines, labels } from './lines.ts';
import { eventsAbout, itemsOf, subjectOf } from './needs.ts';

/** For kinds without words of their own: all fields, by name (upstream: genericDescriber). */
export const genericDescriber: Describer<KubeObject> = {
  needs: (mapping, object, settings) => eventsAbout(subjectOf(mapping, object), settings),
  text: (object, answers, now) =>
    page(
      [
        field('Name', object.metadata.name),
        field('Namespace', object.metadata.namespace ?? ''),
        ...labels('Labels', object.metadata.labels),
        ...annotations('Annotations', object.metadata.annotations),
        ...fields(asWritten(object) as unknown as Fields, '', ''),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

type Fields = Readonly<Record<string, unknown>>;

/** Told above the fields, or to nobody. */
const SKIPPED: ReadonlySet<string> = new Set(['managedFields', 'name', 'namespace', 'labels', 'annotations'].map((name) => `.metadata.${name}`));

function fields(of: Fields, indent: string, path: string): Lines {
  return Object.keys(of)
    .sort(byText)
    .flatMap((key) => (of[key] === undefined || SKIPPED.has(`${path}.${key}`) ? [] : oneField([key, of[key]], indent, `${path}.${key}`)));
}

function oneField([key, value]: readonly [string, unknown], indent: string, path: string): Lines {
  const label = smartLabel(key);
  if (isObject(value)) return [`${indent}${label}:`, ...fields(value, `${indent}  `, path)];
  if (!Array.isArray(value)) return [`${indent}${label}:\t${plain(value)}`];
  return [`${indent}${label}:`, ...value.flatMap((item: unknown) => (isObject(item) ? fields(item, `${indent}  `, path) : [`${indent}  ${plain(item)}`]))];
}

const plain = (value: unknown): string => (value === null ? '<nil>' : Array.isArray(value) ? `[${value.map(plain).join(' ')}]` : String(value));

const ACRONYMS: ReadonlySet<string> = new Set(['API', 'URL', 'UID', 'GUID']);

/** `creationTimestamp` → `Creation Timestamp`, `apiVersion` → `API Version`; names with other signs stay as they are. */
function smartLabel(key: string): string {
  if (!/^[\p{L}-]*$/u.test(key)) return key;
  return words(key)
    .map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word === word.toLowerCase() ? capital(word) : word))
    .join(' ');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Words of a camel-case name (fatih/camelcase): the last capital of a run begins the next word. */
const words = (key: string): readonly string[] => key.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[^\p{L}]+|\p{Lu}/gu) ?? [];
