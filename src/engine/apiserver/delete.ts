import { isObject, type JsonObject } from '../../base/json.ts';
import { badRequest, forbidden, goQuote, invalid, invalidObject, notFound, notSupported } from '../../kinds/errors.ts';
import type { FieldError } from '../../kinds/kind.ts';
import type { Status } from '../../kinds/object.ts';
import { decode } from '../../kinds/schema/decode.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { admitDelete } from './admission/chain.ts';
import { goKind, noVersion } from './body.ts';
import { type Call, checkPathName, queryOf } from './call.ts';
import { type DeleteOptions, deleteObject } from './deletion.ts';
import { refuse } from './refusal.ts';
import { deleteNamespace } from './registry/namespace.ts';
import { existingOf } from './update.ts';

const SYSTEM_CLASSES: ReadonlySet<string> = new Set(['system-cluster-critical', 'system-node-critical']);

export function deleteOne(call: Call): ApiResponse {
  checkPathName(call.name);
  const options = readDeleteOptions(call);
  admitDelete(call);
  if (call.kind.resource === 'priorityclasses' && SYSTEM_CLASSES.has(call.name))
    refuse(forbidden(call.resource, call.name, 'this is a system priority class and cannot be deleted'));
  const existing = existingOf(call);
  if (!existing) return refuse(notFound(call.resource, call.name));
  const { result, removed } = call.kind.resource === 'namespaces' ? deleteNamespace(call, existing, options) : deleteObject(call, existing, options);
  return { code: !removed && options.orphanDependents === false ? 202 : 200, body: result as Status };
}

/** Options from the body, or, where there is none, from the query. */
export function readDeleteOptions(call: Call): DeleteOptions {
  const { body } = call.request;
  let options: DeleteOptions;
  if (body !== undefined && body !== null) {
    if (!isObject(body)) return refuse(badRequest(`couldn't get version/kind; json parse error: ${noVersion(body)}`));
    checkKind(body);
    const decoded = decode('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions', body);
    if (decoded.error !== undefined) return refuse(badRequest(decoded.error));
    options = decoded.object as DeleteOptions;
  } else options = optionsOfQuery(call);
  const errors = optionErrors(options);
  if (errors.length > 0) refuse(invalidObject({ group: 'meta.k8s.io', name: 'DeleteOptions' }, '', errors));
  return options;
}

/** What the scheme of the options knows beside DeleteOptions, in whatever version (apimachinery pkg/apis/meta/v1/register.go, AddUnversionedTypes). */
const UNVERSIONED: ReadonlySet<unknown> = new Set(['Status', 'APIVersions', 'APIGroup', 'APIGroupList', 'APIResourceList', 'CreateOptions', 'UpdateOptions']);
const SCHEME = 'pkg/apis/meta/internalversion/scheme/register.go:27';

/** DeleteOptions of any group are taken, other kinds are not: nothing is deleted for who meant something else (handlers/delete.go). */
function checkKind(body: JsonObject): void {
  const { apiVersion, kind } = body;
  for (const [name, value] of Object.entries({ apiVersion, kind }))
    if (value !== undefined && value !== null && typeof value !== 'string')
      refuse(badRequest(`couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go struct field .${name} of type string`));
  if (!kind || kind === 'DeleteOptions') return;
  if (UNVERSIONED.has(kind)) refuse(badRequest(`converting (v1.${String(kind)}) to (v1.DeleteOptions): unknown conversion`));
  const version = goQuote(String(apiVersion || 'meta.k8s.io/v1'));
  refuse(badRequest(`no kind ${goQuote(String(kind))} is registered for version ${version} in scheme ${goQuote(SCHEME)}`));
}

function optionsOfQuery(call: Call): DeleteOptions {
  const grace = queryOf(call, 'gracePeriodSeconds');
  const orphan = queryOf(call, 'orphanDependents');
  const propagationPolicy = queryOf(call, 'propagationPolicy');
  const gracePeriodSeconds = grace === undefined || grace === '' ? undefined : Number(grace);
  if (gracePeriodSeconds !== undefined && !Number.isSafeInteger(gracePeriodSeconds))
    refuse(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`));
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(orphan === undefined ? {} : { orphanDependents: orphan !== 'false' && orphan !== '0' }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  };
}

/** apimachinery pkg/apis/meta/v1/validation, ValidateDeleteOptions. */
export function optionErrors(options: DeleteOptions): readonly FieldError[] {
  const errors: FieldError[] = [];
  const policy = options.propagationPolicy;
  if (policy !== undefined && options.orphanDependents !== undefined)
    errors.push(invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (policy !== undefined && policy !== 'Foreground' && policy !== 'Background' && policy !== 'Orphan')
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  return errors;
}
