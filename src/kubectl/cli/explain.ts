import type { Json, JsonObject } from '../../base/json.ts';
import { kindByAnyName, parseApiVersion } from '../../kinds/registry.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { Command } from './command.ts';
import { explainText } from './explain-text.ts';
import { bool, type Flags, short, text } from './flags.ts';
import { type Node, parseTemplate, TemplateError } from './jsonpath-parse.ts';
import { Failure, failure, type Run } from './run.ts';
import { answered } from './targets.ts';

/** kubectl explain (pkg/cmd/explain, pkg/explain/v2): what the server's OpenAPI document says of a type and its fields. */
export const explain: Command = {
  flags: { 'api-version': text, output: short('o', text), recursive: bool },
  run: runExplain,
};

function runExplain(run: Run, flags: Flags): void {
  const { words } = flags;
  const [what] = words;
  if (what === undefined)
    throw failure('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
  if (words.length > 1) throw failure('We accept only this format: explain RESOURCE');
  const asked = flags.text('api-version');
  const { kind, path } = parsed(what, asked === undefined);
  const output = flags.text('output') ?? 'plaintext';
  if (output === 'plaintext-openapiv2') throw failure('-o plaintext-openapiv2 is not offered here: the cluster serves the fields in OpenAPI v3');
  const at = asked ? groupVersion(asked) : kind;
  const document = documentOf(run, at, kind.resource);
  if (output !== 'plaintext') throw failure(`unrecognized format: ${output}`);
  const made = explainText(document, { ...at, resource: kind.resource, path, recursive: flags.on('recursive') });
  run.out(made.text);
  if (made.error !== undefined) throw failure(made.error);
}

function groupVersion(text: string): { readonly group: string; readonly version: string } {
  if (text.split('/').length > 2) throw failure(`unexpected GroupVersion string: ${text}`);
  return parseApiVersion(text);
}

/** `deployments.apps.spec.replicas`: the type, and the names of fields behind it; a group may stand between them unless a version is asked for. */
function parsed(what: string, mayNameGroup: boolean): { readonly kind: Kind; readonly path: readonly string[] } {
  const word = what.replace(/\.$/, '');
  const [first, ...rest] = nodesOf(word);
  if (first?.is !== 'field') throw failure(word === '' ? 'a resource must be present, got: /, Resource=' : FIRST);
  const kind = kindByAnyName(first.name);
  if (!kind) throw new Failure([{ is: 'bare', message: `the server doesn't have a resource type ${JSON.stringify(first.name)}` }]);
  const full = kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`;
  if (!mayNameGroup) return { kind, path: namesIn(rest, 'invalid jsonpath syntax, all nodes must be field nodes') };
  const suffix = word.startsWith(full) ? word.slice(full.length) : undefined;
  return { kind, path: suffix === '' ? [] : namesIn(suffix === undefined ? rest : nodesOf(suffix).slice(1), FIRST) };
}

const FIRST = 'invalid jsonpath syntax, first node must be field node';

function nodesOf(word: string): readonly Node[] {
  try {
    const [list, ...more] = parseTemplate(`{.${word}}`);
    if (list?.is !== 'list' || more.length > 0) throw failure('must pass in 1 jsonpath string');
    return list.steps;
  } catch (error) {
    if (error instanceof TemplateError) throw failure(error.message);
    throw error;
  }
}

function namesIn(nodes: readonly Node[], wrong: string): readonly string[] {
  return nodes.map((node) => {
    if (node.is !== 'field') throw failure(wrong);
    return node.name;
  });
}

function documentOf(run: Run, { group, version }: { readonly group: string; readonly version: string }, resource: string): JsonObject {
  const query = { timeout: '32s' };
  const { paths } = answered(run, { method: 'GET', path: '/openapi/v3', query }) as unknown as {
    readonly paths: { readonly [path: string]: { readonly serverRelativeURL: string } };
  };
  const of = group === '' ? `api/${version}` : `apis/${group}/${version}`;
  if (!Object.hasOwn(paths, of)) throw failure(`couldn't find resource for "${group}/${version}, Resource=${resource}"`);
  const document = answered(run, { method: 'GET', path: `/openapi/v3/${of}`, query });
  return document as unknown as Json as JsonObject;
}
