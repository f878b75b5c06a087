import { isObject } from '../base/json.ts';
import { goJson, goQuote } from '../kinds/errors.ts';
import type { KubeObject } from '../kinds/object.ts';
import { type CliError, plainError } from './errors.ts';
import { goYamlWords } from './go-yaml-words.ts';
import { readYaml, type YamlProblem } from './yaml.ts';

/** What kubectl knows of a kind from the server's discovery: how to call it. */
export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  /** Name of its definition in the schema, for merge keys. */
  readonly definition: string;
}
export type KindLookup = (apiVersion: string, kind: string) => Mapping | undefined;

/** One object of a manifest, ready to be sent. */
export interface ManifestObject {
  readonly object: KubeObject;
  /** As it was written: without a namespace that only the command says. */
  readonly written: KubeObject;
  readonly mapping: Mapping;
  readonly name: string;
  /** Empty for kinds without namespace. */
  readonly namespace: string;
  readonly place: Place;
  /** What kubectl calls the text it came from. */
  readonly from: string;
}

/** Where in the text it stands: the document, and the way to it within (items of a List). */
export interface Place {
  readonly document: number;
  readonly path: readonly (string | number)[];
}

export interface Placed {
  readonly error: CliError;
  readonly place: Place | undefined;
  /** Known already for texts that could not be read. */
  readonly at?: { readonly line: number; readonly column: number };
}

export interface ManifestReading {
  readonly objects: readonly ManifestObject[];
  readonly errors: readonly Placed[];
}

/** How kubectl calls a manifest that does not come from a file. */
export const STDIN = 'STDIN';

interface Wish {
  /** `-n`: objects that say another namespace are refused. */
  readonly namespace: string | undefined;
  /** Where objects go that say none, when it is not `default`. */
  readonly fallback?: string | undefined;
  readonly lookup: KindLookup;
  /** Name of the file, when it is one. */
  readonly from?: string | undefined;
  /** For commands that only want to know which objects are named: nothing is asked of a document but its kind. */
  readonly unchecked?: boolean;
}

/** Upstream: cli-runtime pkg/resource (visitor.go StreamVisitor, mapper.go infoForData, builder.go Flatten). */
export function manifestObjects(source: string, wish: Wish): ManifestReading {
  const { documents, problem } = readYaml(source);
  const { from = STDIN } = wish;
  const objects: ManifestObject[] = [];
  const errors: Placed[] = [];
  for (const document of documents) {
    const place: Place = { document: document.index, path: [] };
    const refused = wish.unchecked ? notDecoded(document.value, from) : notAnObject(document.value, from);
    if (refused !== undefined) {
      // The stream ends at what is no object; what came before it is applied.
      errors.push({ error: plainError(refused), place });
      return { objects, errors };
    }
    gather(document.value as Record<string, unknown>, place, { objects, errors, wish });
  }
  if (problem)
    errors.push({ error: plainError(`error parsing ${from}: ${yamlWords(problem)}`), place: undefined, at: { line: problem.line, column: problem.column } });
  return { objects, errors };
}

export const yamlWords = ({ message, line, inDocument }: YamlProblem): string =>
  /^(invalid Yaml document separator|json: )/.test(message)
    ? message.startsWith('json')
      ? `error converting YAML to JSON: ${message}`
      : message
    : `error converting YAML to JSON: yaml: ${inDocument ? goYamlWords({ message, ...inDocument }) : `line ${line}: ${message}`}`;

/** Upstream: kubectl pkg/util/openapi / validation: what is asked of every document before it is looked at. */
function notAnObject(value: unknown, from: string): string | undefined {
  const wrong = whatIsWrong(value);
  return wrong.length === 0
    ? undefined
    : `error validating ${goQuote(from)}: error validating data: ${wrong.length === 1 ? wrong[0] : `[${wrong.join(', ')}]`}; if you choose to ignore these errors, turn validation off with --validate=false`;
}

/** Upstream: apimachinery unstructured.UnstructuredJSONScheme. */
function notDecoded(value: unknown, from: string): string | undefined {
  if (isObject(value) && typeof value['kind'] === 'string' && value['kind'] !== '') return undefined;
  return `unable to decode ${goQuote(from)}: Object 'Kind' is missing in '${goJson(value as never).slice(0, 1_000)}'`;
}

/** Of every document, before it is looked at. */
export function whatIsWrong(value: unknown): readonly string[] {
  if (!isObject(value)) return ['invalid object to validate'];
  return ['apiVersion', 'kind'].flatMap((field) => {
    const given = Object.hasOwn(value, field) ? value[field] : undefined;
    if (given === undefined || given === null || given === '') return [`${field} not set`];
    return typeof given === 'string' ? [] : [`${field} isn't string type`];
  });
}

interface Gathering {
  readonly objects: ManifestObject[];
  readonly errors: Placed[];
  readonly wish: Wish;
}

function gather(value: Record<string, unknown>, place: Place, to: Gathering): void {
  const { items } = value;
  const kind = value['kind'] as string;
  if (Array.isArray(items) && kind.endsWith('List')) {
    items.forEach((item, i) => {
      const inner: Place = { document: place.document, path: [...place.path, 'items', i] };
      if (isObject(item) && typeof item['kind'] === 'string' && item['kind'] !== '' && typeof item['apiVersion'] === 'string') gather(item, inner, to);
      else
        to.errors.push({
          error: plainError(`unable to decode ${goQuote(to.wish.from ?? STDIN)}: Object 'Kind' is missing in '${goJson(item).slice(0, 1_000)}'`),
          place: inner,
        });
    });
    return;
  }
  const made = manifestObject(value, place, to.wish);
  if ('error' in made) to.errors.push(made);
  else to.objects.push(made);
}

function manifestObject(value: Record<string, unknown>, place: Place, { namespace: wanted, fallback, lookup, from = STDIN }: Wish): ManifestObject | Placed {
  const [apiVersion, kind] = [typeof value['apiVersion'] === 'string' ? value['apiVersion'] : '', value['kind'] as string];
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const own = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const mapping = lookup(apiVersion, kind);
  if (!mapping) {
    const where = `resource mapping not found for name: ${goQuote(name)} namespace: ${goQuote(own)} from ${goQuote(from)}`;
    const why = `no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`;
    return { error: plainError(`${where}: ${why}\nensure CRDs are installed first`), place: { ...place, path: [...place.path, 'kind'] } };
  }
  if (mapping.namespaced && wanted !== undefined && own !== '' && own !== wanted) {
    const message = `the namespace from the provided object ${goQuote(own)} does not match the namespace ${goQuote(wanted)}. You must pass '--namespace=${own}' to perform this operation.`;
    return { error: plainError(message), place: { ...place, path: [...place.path, 'metadata', 'namespace'] } };
  }
  const namespace = mapping.namespaced ? own || wanted || fallback || 'default' : '';
  const object = (mapping.namespaced ? { ...value, metadata: { ...metadata, namespace } } : { ...value, metadata }) as unknown as KubeObject;
  return { object, written: { ...value, metadata } as unknown as KubeObject, mapping, name, namespace, place, from };
}
