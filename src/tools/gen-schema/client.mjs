// Input 2: @kubernetes/client-node: formats of numbers and strings, and the definitions of apimachinery. Read as text, never run.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDeclaration } from './declarations.mjs';

/** `CoreV1Event` for `io.k8s.api.core.v1.Event` where several groups have the name, else `V1Pod`. */
function fileFor(folder, definition) {
  const [name, version, group] = definition.split('.').reverse();
  const upper = (text) => text[0].toUpperCase() + text.slice(1);
  const candidates = [`${upper(group)}${upper(version)}${name}`, `${upper(version)}${name}`];
  return candidates.map((candidate) => join(folder, candidate)).find((path) => existsSync(`${path}.js`));
}

/** @returns {Map<string, string> | undefined} field → format, of one definition */
export function readFormats(root, definition) {
  const path = fileFor(join(root, 'dist/gen/models'), definition);
  if (!path) return undefined;
  return new Map(attributes(readFileSync(`${path}.js`, 'utf8')).map((attribute) => [attribute.baseName, attribute.format]));
}

const attributes = (text) => JSON.parse(/attributeTypeMap = (\[[\s\S]*?\n\]|\[\]);/.exec(text)?.[1] ?? '[]');

/** The definitions of apimachinery's meta/v1, which the client has as `V1Name` and the first input has not. */
export function readMeta(root, names) {
  const folder = join(root, 'dist/gen/models');
  const definitions = new Map();
  for (const name of names) {
    const file = join(folder, `V1${name}`);
    if (!existsSync(`${file}.js`)) throw new Error(`no model for ${name}; there are ${readdirSync(folder).length}`);
    const parsed = parseDeclaration(readFileSync(`${file}.d.ts`, 'utf8'), new RegExp(`^export declare class (V1${name})\\b`));
    if (!parsed) throw new Error(`cannot read ${file}.d.ts`);
    const formats = new Map(attributes(readFileSync(`${file}.js`, 'utf8')).map((attribute) => [attribute.baseName, attribute.format]));
    definitions.set(`io.k8s.apimachinery.pkg.apis.meta.v1.${name}`, {
      description: parsed.doc,
      required: parsed.members.filter((member) => !member.optional).map((member) => member.name),
      fields: new Map(
        parsed.members.map((member) => [baseName(member.name), { type: typeOf(member.type, formats.get(member.name)), description: member.doc }]),
      ),
    });
  }
  return definitions;
}

/** The generator of the client writes a reserved word with an underscore. */
const baseName = (name) => name.replace(/^_/, '');

function typeOf(text, format) {
  const array = /^Array<(.*)>$/.exec(text);
  if (array) return `[]${typeOf(array[1], format)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(text);
  if (map) return `{}${typeOf(map[1], format)}`;
  if (text === 'Date') return 'time';
  if (text === 'string' || text === 'number' || text === 'boolean') return text;
  if (text === 'any' || text === 'object') return 'any';
  const model = /^V1(\w+)$/.exec(text);
  if (model) return `#io.k8s.apimachinery.pkg.apis.meta.v1.${model[1]}`;
  throw new Error(`unknown type ${text}`);
}
