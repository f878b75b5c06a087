import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { field, flag, message, repeated } from './write.ts';

/**
 * An OpenAPI document of version 2 in the form that kubectl asks for, `application/com.github.proto-openapi.spec.v2@v1.0+protobuf`. The numbers are those of
 * github.com/google/gnostic-models, openapiv2/OpenAPIv2.proto.
 */
export function openApiV2Protobuf({ swagger, info, paths, definitions }: JsonObject): Buffer {
  const { title, version } = info as JsonObject;
  return message(
    field(1, text(swagger)),
    field(2, message(field(1, text(title)), field(2, text(version)))),
    field(8, named(2, paths as JsonObject, pathItem)),
    field(9, named(1, definitions as JsonObject, schema)),
  );
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

/** A map: pairs of name and value under one number. */
const named = (number: number, map: JsonObject, of: (value: JsonObject) => Buffer): Buffer =>
  repeated(
    number,
    Object.entries(map).map(([name, value]) => message(field(1, name), field(2, of(value as JsonObject)))),
  );

/** Any value, as YAML text; JSON is YAML. */
const any = (value: Json): Buffer => field(2, JSON.stringify(value));

const extensions = (number: number, of: JsonObject): Buffer =>
  repeated(
    number,
    Object.entries(of)
      .filter(([name]) => name.startsWith('x-'))
      .map(([name, value]) => message(field(1, name), field(2, any(value as Json)))),
  );

function schema(of: JsonObject): Buffer {
  const { additionalProperties, type, items, properties } = of;
  return message(
    field(1, text(of['$ref'])),
    field(2, text(of['format'])),
    field(4, text(of['description'])),
    repeated(19, texts(of['required'])),
    repeated(20, texts(of['enum']).map(any)),
    field(21, isObject(additionalProperties) ? field(1, schema(additionalProperties as JsonObject)) : undefined),
    field(22, text(type) === undefined ? undefined : field(1, text(type))),
    field(23, isObject(items) ? field(1, schema(items as JsonObject)) : undefined),
    field(25, isObject(properties) ? named(1, properties as JsonObject, schema) : undefined),
    extensions(31, of),
  );
}

const METHODS: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };
const pathItem = (of: JsonObject): Buffer => message(...Object.entries(of).map(([method, one]) => field(METHODS[method] ?? 2, operation(one as JsonObject))));

function operation(of: JsonObject): Buffer {
  return message(
    repeated(1, texts(of['tags'])),
    field(5, text(of['operationId'])),
    repeated(6, texts(of['produces'])),
    repeated(7, texts(of['consumes'])),
    repeated(8, (of['parameters'] as readonly JsonObject[]).map(parameter)),
    field(9, named(1, of['responses'] as JsonObject, response)),
    repeated(10, texts(of['schemes'])),
    extensions(13, of),
  );
}

/** A parameter of the query: ParametersItem → Parameter → NonBodyParameter → QueryParameterSubSchema. */
const parameter = ({ name, type, uniqueItems, in: where }: JsonObject): Buffer =>
  field(1, field(2, field(3, message(field(2, text(where)), field(4, text(name)), field(6, text(type)), flag(20, uniqueItems === true)))));

/** ResponseValue → Response, its schema a SchemaItem. */
const response = ({ description, schema: of }: JsonObject): Buffer =>
  field(1, message(field(1, text(description)), field(2, isObject(of) ? field(1, schema(of as JsonObject)) : undefined)));
