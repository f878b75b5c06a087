// Input 1: kubernetes-models: every definition of the built-in groups with types, docs, required fields and enums.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDeclaration } from './declarations.mjs';

/** Folder of the package → beginning of the definition's name. */
function prefixOf(folder) {
  if (folder === 'v1') return 'io.k8s.api.core.v1';
  const [group, version] = folder.split('/');
  if (group === 'apiextensions.k8s.io') return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}`;
  if (group === 'apiregistration.k8s.io') return `io.k8s.kube-aggregator.pkg.apis.apiregistration.${version}`;
  return `io.k8s.api.${group.split('.')[0]}.${version}`;
}

/** `io.k8s.api.core.v1.Pod` → `IIoK8sApiCoreV1Pod`, as the package names its interfaces. */
const interfaceName = (definition) => `I${definition.replace(/(^|[.-])(.)/g, (_all, _dot, letter) => letter.toUpperCase())}`;

const MACHINERY = {
  IIoK8sApimachineryPkgApiResourceQuantity: 'quantity',
  IIoK8sApimachineryPkgApisMetaV1Time: 'time',
  IIoK8sApimachineryPkgApisMetaV1MicroTime: 'micro-time',
  IIoK8sApimachineryPkgUtilIntstrIntOrString: 'int-or-string',
  IIoK8sApimachineryPkgRuntimeRawExtension: 'any',
};

/**
 * @param {string} root folder of the unpacked package
 * @param {readonly string[]} folders `apps/v1`, …
 */
export function readModels(root, folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.d.ts') && file !== 'index.d.ts')
      .map((file) => ({ folder, name: file.slice(0, -5), file: join(root, folder, file) })),
  );
  const byInterface = new Map(files.map(({ folder, name }) => [interfaceName(`${prefixOf(folder)}.${name}`), `${prefixOf(folder)}.${name}`]));
  const definitions = new Map();
  for (const { folder, name, file } of files) {
    const definition = `${prefixOf(folder)}.${name}`;
    const text = readFileSync(file, 'utf8');
    const parsed = parseDeclaration(text, new RegExp(`^export interface (I${name})\\b`));
    if (!parsed) continue;
    const resolve = (symbol) => MACHINERY[symbol] ?? refOf(symbol, name, definition, byInterface);
    const gvk = gvkOf(parsed.members);
    definitions.set(definition, {
      description: parsed.doc,
      ...(gvk ? { gvk } : {}),
      required: parsed.members.filter((member) => !member.optional && !(gvk && isTypeMeta(member))).map((member) => member.name),
      fields: new Map(parsed.members.map((member) => [member.name, fieldOf(member, resolve)])),
    });
  }
  return definitions;
}

const isTypeMeta = (member) => member.name === 'apiVersion' || member.name === 'kind';

function refOf(symbol, name, definition, byInterface) {
  if (symbol === `I${name}`) return `#${definition}`;
  const meta = /^IIoK8sApimachineryPkgApisMetaV1(\w+)$/.exec(symbol);
  if (meta) return `#io.k8s.apimachinery.pkg.apis.meta.v1.${meta[1]}`;
  const found = byInterface.get(symbol);
  if (!found) throw new Error(`${definition} refers to ${symbol}, which is in no group that is read`);
  return `#${found}`;
}

function gvkOf(members) {
  const apiVersion = /^"([^"]+)"$/.exec(members.find((member) => member.name === 'apiVersion')?.type ?? '')?.[1];
  const kind = /^"([^"]+)"$/.exec(members.find((member) => member.name === 'kind')?.type ?? '')?.[1];
  if (!apiVersion || !kind) return undefined;
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

function fieldOf(member, resolve) {
  const quoted = member.type.match(/"[^"]*"/g);
  const isEnum = quoted !== null && member.type.replace(/"[^"]*"|[\s|]/g, '') === '';
  if (isEnum) {
    const values = quoted.map((text) => JSON.parse(text));
    return { type: 'string', description: member.doc, ...(isTypeMeta(member) && values.length === 1 ? {} : { enum: values }) };
  }
  return { type: typeOf(member.type, resolve), description: member.doc };
}

/** @returns {string} a type expression: `string`, `number`, `boolean`, `any`, `[]T`, `{}T`, `#definition`, … */
function typeOf(text, resolve) {
  const array = /^Array<(.*)>$/.exec(text);
  if (array) return `[]${typeOf(array[1], resolve)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(text);
  if (map) return `{}${typeOf(map[1], resolve)}`;
  if (text === 'string' || text === 'number' || text === 'boolean') return text;
  if (text === 'any' || text === 'unknown' || text === 'object' || /^\{ \[key: string\]: (any|unknown);? \}$/.test(text)) return 'any';
  if (/^"/.test(text)) return 'string';
  if (text.startsWith('{')) return 'any'; // an object written inline; corrections.mjs names its definition
  if (/^\w+$/.test(text)) return resolve(text);
  throw new Error(`unknown type ${text}`);
}
