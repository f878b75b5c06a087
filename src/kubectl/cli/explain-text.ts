import type { Json, JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { own } from './step.ts';
import { wordWrap } from './word-wrap.ts';

/**
 * What `kubectl explain` prints of an OpenAPI v3 document. Layout and the order in which schemas are walked are those of
 * kubectl pkg/explain/v2/templates/plaintext.tmpl.
 */
export interface Explained {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly path: readonly string[];
  readonly recursive: boolean;
}

/** What is printed, and what is wrong after that. */
export interface ExplainText {
  readonly text: string;
  readonly error?: string;
}

type Schema = JsonObject;

export function explainText(document: JsonObject, asked: Explained): ExplainText {
  const gvk = kindAt(document, asked);
  const { group, version, resource } = asked;
  if (!gvk) return { text: '', error: `GVR (${group}/${version}, Resource=${resource}) not found in OpenAPI schema` };
  const head = `${gvk.group ? `GROUP:      ${gvk.group}\n` : ''}KIND:       ${gvk.kind}\nVERSION:    ${gvk.version}\n\n`;
  const walker = new Walker(document, asked.recursive);
  const start = Object.values(walker.schemas).find((schema) => listOf(schema['x-kubernetes-group-version-kind']).some((one) => isSameKind(one, gvk)));
  if (!start) return { text: head, error: `GVK ${JSON.stringify(gvk)} not found in OpenAPI schema` };
  const body = walker.at(start, asked.path);
  return body === undefined ? { text: head, error: `field ${JSON.stringify(asked.path.at(-1))} does not exist` } : { text: `${head}${body}\n` };
}

interface Named {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const isSameKind = (value: Json, { group, version, kind }: Named): boolean =>
  isObject(value) && value['group'] === group && value['version'] === version && value['kind'] === kind;

/** The kind of the first path that serves the resource. */
function kindAt(document: JsonObject, { group, version, resource }: Explained): Named | undefined {
  const prefix = group === '' ? '/api' : `/apis/${group}`;
  const paths = (document['paths'] ?? {}) as Readonly<Record<string, Schema>>;
  let found: Named | undefined;
  for (const path of [`${resource}`, `${resource}/{name}`, `namespaces/{namespace}/${resource}`, `namespaces/{namespace}/${resource}/{name}`]) {
    const place = paths[`${prefix}/${version}/${path}`];
    for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
      const gvk = (place?.[method] as Schema | undefined)?.['x-kubernetes-group-version-kind'];
      if (gvk === undefined) continue;
      found = gvk as unknown as Named;
      break;
    }
  }
  return found;
}

const REF = '#/components/schemas/';

class Walker {
  readonly schemas: Readonly<Record<string, Schema>>;
  private readonly recursive: boolean;

  constructor(document: JsonObject, recursive: boolean) {
    this.schemas = ((document['components'] as Schema | undefined)?.['schemas'] ?? {}) as Readonly<Record<string, Schema>>;
    this.recursive = recursive;
  }

  /** Undefined: no such field. */
  at(schema: Schema, path: readonly string[], seen: readonly string[] = []): string | undefined {
    const ref = refOf(schema);
    const resolved = this.resolved(schema);
    const [name, ...rest] = path;
    if (name === undefined) return this.whole(resolved);
    if (ref !== '' && seen.includes(ref)) return undefined;
    const on = [...seen, ref];
    const property = own(propertiesOf(resolved), name);
    if (property) {
      const below = this.at(property, rest);
      const field = rest.length === 0 ? `FIELD: ${name} <${this.type(property)}>\n${enumLines(property)}\n\n` : '';
      return below === undefined ? undefined : field + below;
    }
    for (const key of ['items', 'additionalProperties']) if (isObject(resolved[key])) return this.at(resolved[key] as Schema, path, on);
    for (const one of listOf(resolved['allOf'])) {
      const found = this.at(one as Schema, path, on);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private whole(schema: Schema): string {
    const description = this.description(schema);
    const fields = this.fields(schema, 1, []);
    return `DESCRIPTION:\n${indented(wordWrap(description === '' ? '<empty>' : description, 76), 4)}\n${fields === '' ? '' : `FIELDS:\n${fields}`}`;
  }

  /** Of the schema and of all that it refers to. */
  private description(schema: Schema): string {
    const resolved = this.resolved(schema);
    const own = resolved['description'];
    const parts = typeof own === 'string' && own !== '' ? [`${own}\n`] : [];
    for (const one of alternatives(resolved)) parts.push(this.description(one));
    return parts.join('');
  }

  private fields(schema: Schema, level: number, seen: readonly string[]): string {
    const ref = refOf(schema);
    if (ref !== '' && seen.includes(ref)) return '';
    const on = [...seen, ref];
    const resolved = this.resolved(schema);
    const properties = propertiesOf(resolved);
    const parts: string[] = [];
    for (const name of Object.keys(properties).sort(byText)) {
      parts.push(this.field(resolved, name, level));
      if (this.recursive) parts.push(this.fields(properties[name]!, level + 1, on));
    }
    for (const one of alternatives(resolved)) parts.push(this.fields(one, level, on));
    return parts.join('');
  }

  private field(owner: Schema, name: string, level: number): string {
    const schema = propertiesOf(owner)[name]!;
    const indent = level * 2;
    const required = listOf(owner['required']).includes(name) ? ' -required-' : '';
    const head = `${indented(name, indent)}\t<${this.type(schema)}>${required}${enumLine(schema, indent)}\n`;
    if (this.recursive) return head;
    const text = schema['description'];
    const described = typeof text === 'string' && text !== '' ? text : '<no description>';
    return `${head}${indented(wordWrap(described, 78 - indent), indent + 2)}\n\n`;
  }

  /** `[]Container`, `map[string]string`, `integer`. */
  private type(schema: Schema): string {
    if (isObject(schema['items'])) return `[]${this.type(schema['items'] as Schema)}`;
    if (isObject(schema['additionalProperties'])) return `map[string]${this.type(schema['additionalProperties'] as Schema)}`;
    const all = listOf(schema['allOf']);
    if (all.length === 1 && Object.keys(propertiesOf(schema)).length === 0) return this.type(all[0] as Schema);
    const ref = refOf(schema);
    if (ref === '') return schema['type'] === 'object' || schema['type'] === undefined ? 'Object' : String(schema['type']);
    const type = this.resolved(schema)['type'];
    return type === undefined || type === 'object' ? ref.slice(ref.lastIndexOf('.') + 1) : String(type);
  }

  private resolved(schema: Schema): Schema {
    const ref = refOf(schema);
    return (ref === '' ? undefined : own(this.schemas, ref.slice(REF.length))) ?? schema;
  }
}

const refOf = (schema: Schema): string => (typeof schema['$ref'] === 'string' ? schema['$ref'] : '');
const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> => (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;

/** In the order in which kubectl goes on from a schema. */
const alternatives = (schema: Schema): readonly Schema[] => [
  ...(listOf(schema['allOf']) as readonly Schema[]),
  ...['items', 'additionalProperties'].map((key) => schema[key]).filter((one): one is Schema => isObject(one)),
];

const indented = (text: string, by: number): string => {
  const pad = ' '.repeat(by);
  return pad + text.replaceAll('\n', `\n${pad}`);
};

const shownValue = (value: Json): string => (value === '' ? '""' : String(value));

/** So many values of an enumeration stand beside a field. */
const MOST_VALUES = 4;

function enumLine(schema: Schema, indent: number): string {
  const values = listOf(schema['enum']);
  if (values.length === 0) return '';
  return `\n${' '.repeat(indent)}enum: ${values.slice(0, MOST_VALUES).map(shownValue).join(', ')}${values.length > MOST_VALUES ? ', ....' : ''}`;
}

function enumLines(schema: Schema): string {
  const values = listOf(schema['enum']);
  return values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${shownValue(value)}`).join('')}`;
}
