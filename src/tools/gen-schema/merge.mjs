// Joins the three inputs and the hand table into one map: definition → {description, gvk, required, mapType, fields}.
import { ATOMIC_LISTS, CORRECTIONS, REMOVED } from './corrections.mjs';

const NUMBERS = { int32: 'int32', int64: 'int64', double: 'double', '': 'int32' };

export function mergeDefinitions({ models, meta, formats, directory }) {
  const out = new Map();
  for (const [name, definition] of [...models, ...meta]) {
    const known = directory.get(name);
    const format = formats(name) ?? new Map();
    const fields = new Map();
    for (const [field, value] of definition.fields) {
      const type = withFormat(value.type, format.get(field) ?? '');
      fields.set(field, { ...value, type, ...(known?.fields.get(field) ?? {}) });
    }
    out.set(name, { ...definition, fields, ...(known?.mapType ? { mapType: known.mapType } : {}) });
  }
  for (const name of REMOVED) out.delete(name);
  for (const [name, fields] of Object.entries(ATOMIC_LISTS)) {
    correct(out, name, { fields: Object.fromEntries(fields.split(' ').map((field) => [field, { listType: 'atomic' }])) });
  }
  for (const [name, correction] of Object.entries(CORRECTIONS)) correct(out, name, correction);
  return new Map([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withFormat(type, format) {
  if (type.endsWith('number')) return type.replace(/number$/, NUMBERS[format] ?? 'int32');
  if (type.endsWith('string') && format === 'byte') return type.replace(/string$/, 'bytes');
  return type;
}

function correct(definitions, name, { fields = {}, ...rest }) {
  const definition = definitions.get(name) ?? { description: '', required: [], fields: new Map() };
  for (const [field, value] of Object.entries(fields)) {
    const next = { description: '', ...definition.fields.get(field), ...value };
    for (const key of Object.keys(next)) if (next[key] === null) delete next[key];
    definition.fields.set(field, next);
  }
  definitions.set(name, { ...definition, ...rest });
}
