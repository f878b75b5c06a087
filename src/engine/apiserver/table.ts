import { humanDuration, parseRfc3339 } from '../../base/time.ts';
import type { Kind, PrintClock } from '../../kinds/kind.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { badRequest, goQuote, notAcceptable } from '../../kinds/errors.ts';
import type { Sim } from '../sim/sim.ts';
import { ANSWER_TYPES } from './body.ts';
import type { Call } from './call.ts';
import { refuse } from './refusal.ts';

/** Server-side printing: `Accept: application/json;as=Table;v=v1;g=meta.k8s.io` (apiserver pkg/endpoints/handlers/response.go). */
type Accepted = 'object' | 'table' | 'partial';

/** The first form of the Accept header that the server can give. */
function acceptedForm(accept: string | undefined): Accepted {
  if (accept === undefined || accept.trim() === '') return 'object';
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*' && type !== 'application/yaml') continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (as === undefined) return 'object';
    const group = parameters.includes('g=meta.k8s.io');
    const version = parameters.includes('v=v1') || parameters.includes('v=v1beta1');
    if (!group || !version) continue;
    if (as === 'Table') return 'table';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'partial';
  }
  return refuse(notAcceptable(ANSWER_TYPES));
}

/** Nothing is done for who could not read the answer. */
export function checkAccepted(accept: string | undefined): void {
  acceptedForm(accept);
}

/** A watch has its form before it has events. */
export function checkWatched(request: ApiRequest): void {
  if (acceptedForm(request.accept) === 'table') checkTableOptions(request);
}

/** Which part of its object each row brings (apiserver pkg/endpoints/handlers/response.go, optionsForTransform). */
function checkTableOptions({ query }: ApiRequest): void {
  const include = query?.['includeObject'] ?? '';
  if (['', 'None', 'Metadata', 'Object'].includes(include)) return;
  const why = `includeObject: Invalid value: ${goQuote(include)}: must be 'Metadata', 'Object', 'None', or empty`;
  refuse(badRequest(`Unable to convert to Table as requested: ${why}`));
}

/** Brings an answer into the form the client accepts; Status answers stay what they are. */
export function inForm(call: Call, response: ApiResponse): ApiResponse {
  const form = acceptedForm(call.request.accept);
  const body = response.body as unknown as Listed;
  if (form === 'table') checkTableOptions(call.request);
  if (form === 'object' || body === null || body.kind === 'Status') return response;
  return { ...response, body: (form === 'table' ? tableOf(call, body) : partialOf(body)) as unknown as Status };
}

/** The object of a watch event in the form the client accepts; only the first Table of a stream carries the columns. */
export function eventInForm(call: Printed, object: KubeObject, isFirst: boolean): object {
  const form = acceptedForm(call.request.accept);
  if (form === 'object') return object;
  if (form === 'partial') return partialObject(object);
  const table = tableOf(call, object);
  return isFirst ? table : { ...table, columnDefinitions: null };
}

/** What printing needs to know of a call. */
type Printed = Pick<Call, 'sim' | 'kind' | 'request'>;

type Listed = KubeObject & { readonly items?: readonly KubeObject[] };

function tableOf(call: Printed, body: Listed): object {
  const { kind } = call;
  const include = call.request.query?.['includeObject'] ?? 'Metadata';
  const clock = printClock(call.sim);
  const columns = body.kind === 'Scale' ? scaleColumns(kind) : kind.columns;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: listMeta(body),
    columnDefinitions: columns.map(({ name, type, format, description, priority }) => ({ name, type, format: format ?? '', description, priority })),
    rows: (body.items ?? [body]).map((object) => ({ cells: columns.map(({ cell }) => cell(object, clock)), ...rowObject(object, include) })),
  };
}

/** Of the scale subresource (pkg/printers/internalversion/printers.go, scaleColumnDefinitions): name and age as its kind has them. */
function scaleColumns({ columns }: Kind): Kind['columns'] {
  const count = (name: string, part: 'spec' | 'status', description: string): Kind['columns'][number] => ({
    name,
    type: 'integer',
    description,
    priority: 0,
    cell: (scale) => (scale[part] as { replicas?: number } | undefined)?.replicas ?? 0,
  });
  const named = (name: string): Kind['columns'] => columns.filter((column) => column.name === name);
  return [
    ...named('Name'),
    count('Desired', 'spec', 'replicas is the desired number of instances for the scaled object.'),
    count('Available', 'status', 'replicas is the actual number of observed instances of the scaled object.'),
    ...named('Age'),
  ];
}

function rowObject(object: KubeObject, include: string): object {
  if (include === 'None') return {};
  return { object: include === 'Object' ? object : partialObject(object) };
}

const partialObject = ({ metadata }: KubeObject): object => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata });

function partialOf(body: Listed): object {
  if (!body.items) return partialObject(body);
  return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: body.metadata, items: body.items.map(partialObject) };
}

/** A table of one object carries that object's resourceVersion. */
const listMeta = (body: Listed): object => (body.items ? body.metadata : { resourceVersion: body.metadata.resourceVersion });

/** Ages at the simulator's now. */
function printClock(sim: Sim): PrintClock {
  const { epochMs } = sim.config;
  return {
    age(timestamp) {
      const then = timestamp === undefined ? undefined : parseRfc3339(epochMs, timestamp);
      return then === undefined ? '<unknown>' : humanDuration(sim.now - then);
    },
  };
}
