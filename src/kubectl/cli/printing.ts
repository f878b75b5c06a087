import { goJson } from '../../kinds/errors.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindOf, parseApiVersion } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import { customColumns } from './custom-columns.ts';
import type { Flags } from './flags.ts';
import { GoTemplateError } from './go-template.ts';
import { GoTemplateFailure, goTemplateText } from './go-template-run.ts';
import { failedTemplate, findResults, JsonPathError, jsonPathText, unreadable } from './jsonpath.ts';
import { parseTemplate, TemplateError } from './jsonpath-parse.ts';
import { kyamlText } from './kyaml-text.ts';
import { failure, type Run } from './run.ts';
import { own } from './step.ts';
import { refOf, shown } from './targets.ts';
import { yamlText } from './yaml-text.ts';

/** `-o` of every command (cli-runtime genericclioptions/print_flags.go). */
export type Printer = (object: KubeObject, run: Run) => void;

const ALLOWED = 'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml';
const ALLOWED_BY_GET =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml';

const TEMPLATES = [
  'custom-columns',
  'custom-columns-file',
  'go-template',
  'go-template-file',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'template',
  'templatefile',
];

interface Form {
  readonly name: string;
  /** What stands after `=`, or in `--template`. */
  readonly template: string | undefined;
}

export function outputForm(flags: Flags): Form {
  const text = flags.text('output') ?? (flags.has('template') ? 'go-template' : '');
  const equals = text.indexOf('=');
  const before = equals < 0 ? text : text.slice(0, equals);
  const name = TEMPLATES.includes(before) ? before : text;
  return { name, template: equals >= 0 && TEMPLATES.includes(name) ? text.slice(equals + 1) : flags.text('template') };
}

/** What `-o` asks for; undefined: nothing special. */
export function printerOf(run: Run, flags: Flags, by: 'get' | 'other' = 'other'): Printer | undefined {
  const form = outputForm(flags);
  if (form.name === '' || (by === 'get' && form.name === 'wide')) return undefined;
  const keepsManaged = flags.on('show-managed-fields');
  const strict = flags.text('allow-missing-template-keys') === 'false';
  const plain = (object: KubeObject): KubeObject => (keepsManaged ? served(object) : withoutManagedFields(served(object)));
  switch (form.name) {
    case 'json':
      return (object) => run.out(() => jsonText(plain(object)));
    case 'yaml':
      return separated((object) => run.out(() => yamlText(plain(object))), run);
    case 'name':
      return (object) => itemsOf(object).forEach((item) => nameLine(run, item));
    case 'jsonpath-as-json':
      return asJson(run, templateOf(run, form), strict);
    case 'jsonpath':
    case 'jsonpath-file':
      return byPath(run, templateOf(run, form), strict);
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile':
      return byGoTemplate(run, templateOf(run, form), strict);
    case 'custom-columns':
    case 'custom-columns-file':
      if (by === 'get') return customColumns(run, templateOf(run, form), flags.on('no-headers'), form.name.endsWith('-file'));
      break;
    case 'kyaml':
      return (object) => run.out(kyamlText(plain(object)));
  }
  throw failure(
    `unable to match a printer suitable for the output format ${JSON.stringify(flags.text('output'))}, allowed formats are: ${by === 'get' ? ALLOWED_BY_GET : ALLOWED}`,
  );
}

/** What came from the server has the nulls that it writes; a manifest stands as it is. */
const served = (object: KubeObject): KubeObject => (object.metadata?.uid === undefined ? object : asWritten(object));

function templateOf(run: Run, { name, template }: Form): string {
  if (template === undefined || template === '')
    throw failure(
      name.startsWith('custom-columns') ? 'custom-columns format specified but no custom columns given' : 'template format specified but no template given',
    );
  if (!name.endsWith('file')) return template;
  const text = own(run.session.files, template);
  if (text === undefined)
    throw failure(
      name.startsWith('custom')
        ? `error reading template ${template}, open ${template}: no such file or directory`
        : `error reading --template ${template}, open ${template}: no such file or directory`,
    );
  return text;
}

/** Several documents are kept apart. */
function separated(print: Printer, run: Run): Printer {
  const count = run.memory(0);
  return (object) => {
    if (count.value++ > 0) run.out('---\n');
    print(object, run);
  };
}

/** Templates see managedFields, too: only JSON and YAML leave them out. */
function byPath(run: Run, template: string, strict: boolean): Printer {
  readTemplate(template);
  return (object) => {
    run.out(orFailed(template, served(object), () => jsonPathText(template, served(object), strict)));
  };
}

function orFailed<T>(template: string, data: KubeObject, find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof JsonPathError) throw failure(`${failedTemplate(template, error.message, data)}\n`);
    throw error;
  }
}

/** Every result as an item of one list. */
function asJson(run: Run, template: string, strict: boolean): Printer {
  const nodes = readTemplate(template);
  return (object) => {
    const found = orFailed(template, served(object), () => findResults(nodes, served(object), strict));
    run.out(`${goJson(found.flat(), 4)}\n`);
  };
}

function readTemplate(template: string): ReturnType<typeof parseTemplate> {
  try {
    return parseTemplate(template);
  } catch (error) {
    if (error instanceof TemplateError) throw failure(unreadable(template, error.message));
    throw error;
  }
}

function byGoTemplate(run: Run, template: string, strict: boolean): Printer {
  return (object) => {
    try {
      run.out(goTemplateText(template, served(object), strict));
    } catch (error) {
      if (error instanceof GoTemplateFailure) run.out(error.debug);
      if (error instanceof GoTemplateError) throw failure(error.message);
      throw error;
    }
  };
}

export function nameLine(run: Run, object: KubeObject): void {
  const kind = kindOf(object);
  const { name, namespace } = object.metadata;
  if (kind) run.say(shown({ kind, name }), refOf(kind, { name, ...(namespace === undefined ? {} : { namespace }) }));
  else run.say(`${[object.kind.toLowerCase(), parseApiVersion(object.apiVersion).group].filter(Boolean).join('.')}/${name}`);
}

export const itemsOf = (object: KubeObject): readonly KubeObject[] =>
  object.kind.endsWith('List') && Array.isArray(object['items']) ? (object['items'] as readonly KubeObject[]) : [object];

export function withoutManagedFields(object: KubeObject): KubeObject {
  if (itemsOf(object)[0] !== object) return { ...object, items: itemsOf(object).map(withoutManagedFields) } as unknown as KubeObject;
  if (!object.metadata || !('managedFields' in object.metadata)) return object;
  const { managedFields: _gone, ...metadata } = object.metadata;
  return { ...object, metadata } as KubeObject;
}

/** encoding/json with four blanks, keys sorted. */
export function jsonText(value: unknown, indent = 4): string {
  return `${goJson(value, indent)}\n`;
}

/** A v1.List as Go writes its struct; the items are maps, whose keys are sorted. */
export function typedListJson(items: readonly KubeObject[]): string {
  const indented = items.map((item) => jsonText(item).trimEnd().replace(/^/gm, '        '));
  return `{\n    "kind": "List",\n    "apiVersion": "v1",\n    "metadata": {},\n    "items": [\n${indented.join(',\n')}\n    ]\n}\n`;
}
