import type { Json } from '../base/json.ts';
import { goJsonError } from '../kinds/go-json-error.ts';
import { duplicateFields } from '../kinds/schema/duplicate-fields.ts';
import { DUPLICATES_LIMIT } from '../wire/request.ts';
import { SESSION_LIMITS } from '../wire/session-check.ts';
import { readYaml } from '../kubectl/yaml.ts';
import { decodeProtobuf, ProtobufError } from './protobuf/decode.ts';

/** A request's body as data, or why it is none, in the words of the decoder of its type. */
export type Read = { readonly value: Json; readonly duplicates?: readonly string[] } | { readonly error: string };

/** JSON, YAML (of which JSON is a part), or protobuf, which kubectl's generators send. */
export function readBody(bytes: Buffer, type: string): Read {
  if (type === 'application/vnd.kubernetes.protobuf') return fromProtobuf(bytes);
  const text = bytes.toString('utf8');
  try {
    const value = JSON.parse(text) as Json;
    return type === 'application/json' ? { value, duplicates: keptDuplicates(text) } : { value };
  } catch {
    return type.endsWith('yaml') ? fromYaml(text) : { error: goJsonError(text)?.message ?? 'invalid JSON' };
  }
}

/** As many and as long as the engine keeps them. */
const keptDuplicates = (text: string): readonly string[] =>
  duplicateFields(text)
    .filter((path) => path.length <= SESSION_LIMITS.headerCharacters)
    .slice(0, DUPLICATES_LIMIT);

function fromYaml(text: string): Read {
  const { documents, problem } = readYaml(text);
  if (problem) return { error: `yaml: line ${problem.line}: ${problem.message}` };
  return { value: (documents[0]?.value ?? null) as Json };
}

function fromProtobuf(bytes: Buffer): Read {
  try {
    return { value: decodeProtobuf(bytes) };
  } catch (error) {
    if (error instanceof ProtobufError || error instanceof SyntaxError) return { error: error.message };
    throw error;
  }
}

/** The first 30 bytes: as they are when they look like JSON, otherwise in hex (apiserver pkg/endpoints/handlers/rest.go, summarizeData). */
export function startOf(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const first = bytes.subarray(0, 30);
  return `${bytes[0] === 0x7b ? first.toString('utf8') : first.toString('hex')}${bytes.length > 30 ? ' ...' : ''}`;
}
