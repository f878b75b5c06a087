import { deepEqual, type Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { whatIsWrong, yamlWords } from '../manifest-objects.ts';
import { readYaml } from '../yaml.ts';
import type { Flags } from './flags.ts';
import { kyamlText } from './kyaml-text.ts';
import { outputForm, jsonText } from './printing.ts';
import { failure } from './run.ts';
import { yamlText } from './yaml-text.ts';

/** The text `kubectl edit` opens, and what it makes of the one that is saved (pkg/cmd/util/editor/editoptions.go, pkg/cmd/util/helpers.go). */
export interface EditForm {
  readonly extension: '.yaml' | '.json';
  /** JSON has no comments. */
  readonly header: string | undefined;
  readonly print: (value: unknown) => string;
}

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export const LAST_APPLIED_HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

export function formOf(flags: Flags, header = HEADER): EditForm {
  const { name } = outputForm(flags);
  switch (name) {
    case '':
    case 'yaml':
      return { extension: '.yaml', header, print: yamlText };
    case 'kyaml':
      return { extension: '.yaml', header, print: kyamlText };
    case 'json':
      return { extension: '.json', header: undefined, print: jsonText };
    default:
      throw failure(`unable to match a printer suitable for the output format ${JSON.stringify(flags.text('output'))}, allowed formats are: json,kyaml,yaml`);
  }
}

/** Why the text has to be edited again. */
export interface EditReason {
  readonly head: string;
  readonly other: readonly string[];
}

export interface Offered {
  readonly objects: readonly KubeObject[];
  readonly reasons: readonly EditReason[];
  /** What was saved and could not be taken. */
  readonly edited: string | undefined;
}

export function editText({ header, print }: EditForm, { objects, reasons, edited }: Offered): string {
  const head = header === undefined ? '' : header + reasons.map(reasonText).join('');
  if (edited !== undefined) return head + manualStrip(edited);
  const [only] = objects;
  const plain = objects.map(withoutManagedFields);
  return head + print(objects.length === 1 && only ? plain[0] : { apiVersion: 'v1', items: plain, kind: 'List', metadata: {} });
}

function withoutManagedFields(object: KubeObject): unknown {
  if (!('managedFields' in object.metadata)) return object;
  const { managedFields: _gone, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function reasonText({ head, other }: EditReason): string {
  return `# ${hashed(head)}${other.length > 0 ? ':' : ''}\n${other.map((one) => `# * ${hashed(one)}\n`).join('')}#\n`;
}

const hashed = (text: string): string => text.replace(/\n(?=[^#])/g, '\n# ');

/** Without the lines that are comments. */
export function manualStrip(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#(?!!)/.test(line))
    .join('\n');
}

/** Texts that say the same, whatever their comments. */
export function sameContent(a: string, b: string): boolean {
  const [left, right] = [contentOf(a), contentOf(b)];
  if (left === undefined || right === undefined) return manualStrip(a) === manualStrip(b);
  return deepEqual(left, right);
}

/** The first document; undefined for what is no YAML. */
function contentOf(text: string): Json | undefined {
  const { documents, problem } = readYaml(text);
  return problem ? undefined : ((documents[0]?.value ?? null) as Json);
}

/** What the server would not even be asked about; undefined: it may be asked. */
export function refusedBeforeReading(edited: string): string | undefined {
  const { documents, problem } = readYaml(manualStrip(edited));
  const words = problem ? yamlWords(problem).replace(/^error converting YAML to JSON: /, '') : joined(whatIsWrong(documents[0]?.value));
  return words === undefined ? undefined : `<nil>: Invalid value: "The edited file failed validation": ${words}`;
}

const joined = (wrong: readonly string[]): string | undefined => (wrong.length === 0 ? undefined : wrong.length === 1 ? wrong[0] : `[${wrong.join(', ')}]`);

/** Anything but comments. */
export const hasLines = (text: string): boolean => text.split('\n').some((line) => /^\s*[^\s#]/.test(line));
