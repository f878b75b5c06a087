import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { Docs } from './docs.ts';
import { groupVersionPaths, openApiDocument } from './openapi-v3.ts';

/**
 * `/openapi/v2`: all groups and versions in one document, made of those of version 3 (kube-openapi pkg/builder, and its conversion pkg/openapiconv the other
 * way round). References stand alone with their description, there are no defaults, and what may be of two types is a string.
 *
 * Simplified: parameters of paths and queries are those of version 3, which are few; a real server describes all of them, and the bodies.
 */
export function openApiV2Document(docs: Docs): JsonObject {
  const definitions: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  for (const path of groupVersionPaths()) {
    const document = openApiDocument(path, docs);
    if (!document) continue;
    const { schemas } = document['components'] as { readonly schemas: JsonObject };
    for (const [name, schema] of Object.entries(schemas)) definitions[name] ??= schemaOf(schema as JsonObject);
    for (const [at, item] of Object.entries(document['paths'] as JsonObject)) paths[at] = pathItemOf(item as JsonObject);
  }
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.0' }, paths: sorted(paths), definitions: sorted(definitions) };
}

const sorted = (entries: Readonly<Record<string, Json>>): JsonObject => Object.fromEntries(Object.entries(entries).sort(([a], [b]) => byText(a, b)));

function schemaOf(schema: JsonObject): JsonObject {
  const { allOf, oneOf, default: _none, properties, items, additionalProperties, ...rest } = schema;
  const [of] = Array.isArray(allOf) ? (allOf as readonly JsonObject[]) : [schema];
  const ref = of?.['$ref'];
  if (typeof ref === 'string') {
    const { $ref: _v3, ...beside } = rest;
    return { ...beside, $ref: ref.replace('#/components/schemas/', '#/definitions/') };
  }
  return {
    ...rest,
    ...(oneOf === undefined ? {} : { type: 'string' }),
    ...(isObject(properties) ? { properties: mapped(properties as JsonObject) } : {}),
    ...(isObject(items) ? { items: schemaOf(items as JsonObject) } : {}),
    ...(isObject(additionalProperties) ? { additionalProperties: schemaOf(additionalProperties as JsonObject) } : {}),
  };
}

const mapped = (schemas: JsonObject): JsonObject => Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schemaOf(schema as JsonObject)]));

/**
 * kubectl asks for this document when version 3 does not know a kind. If Namespaces are validated by the server, it takes the kind for a custom one, and lists
 * CustomResourceDefinitions (cli-runtime pkg/resource/query_param_verifier.go). There are none here, not even the path: it is not to say so, but that it knows no such kind.
 */
const isOfCustomKinds = (operation: JsonObject, { name }: JsonObject): boolean =>
  name === 'fieldValidation' && (operation['x-kubernetes-group-version-kind'] as JsonObject | undefined)?.['kind'] === 'Namespace';

function pathItemOf(item: JsonObject): JsonObject {
  const made: Record<string, Json> = {};
  for (const [method, operation] of Object.entries(item)) {
    const { parameters, responses, ...rest } = operation as JsonObject & { readonly parameters: readonly JsonObject[]; readonly responses: JsonObject };
    made[method] = {
      ...rest,
      consumes: method === 'patch' ? PATCHES : ['*/*'],
      produces: PRODUCES,
      schemes: ['https'],
      parameters: parameters
        .filter((parameter) => !isOfCustomKinds(rest, parameter))
        .map(({ schema, ...parameter }) => ({ ...parameter, ...(schema as JsonObject) })),
      responses: Object.fromEntries(Object.entries(responses).map(([code, response]) => [code, responseOf(response as JsonObject)])),
    };
  }
  return made;
}

const PATCHES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml'];
const PRODUCES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

function responseOf({ description, content }: JsonObject): JsonObject {
  const schema = (content as { readonly 'application/json'?: { readonly schema?: JsonObject } } | undefined)?.['application/json']?.schema;
  return { description: description ?? '', ...(schema ? { schema: schemaOf(schema) } : {}) };
}
