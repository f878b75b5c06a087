import { deepEqual } from '../../../base/json.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '../../../kinds/schema/types.gen.ts';

/**
 * Which endpoint goes into which slice (upstream: k8s.io/endpointslice reconciler.go): endpoints stay where they are; slices that change
 * anyway are filled up first; then one unchanged slice that the rest fits into; only then new slices.
 */
export interface PortGroup {
  readonly name: string;
  readonly ports: readonly DiscoveryEndpointPort[];
  readonly endpoints: Endpoint[];
}

export interface SliceChanges {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
  /** Endpoints that came, went, or say something else now. */
  readonly added: readonly Endpoint[];
  readonly removed: readonly Endpoint[];
  readonly changed: readonly Endpoint[];
}

export interface SliceStyle {
  readonly blank: (ports: PortGroup['ports']) => EndpointSlice;
  readonly labels: Readonly<Record<string, string>>;
  /** uid of the Service. */
  readonly owner: string;
}

/** --max-endpoints-per-slice */
const MAX_ENDPOINTS = 100;

export function packed(existing: readonly EndpointSlice[], groups: readonly PortGroup[], style: SliceStyle): SliceChanges {
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const name = portsName(slice.ports);
    byPorts.set(name, [...(byPorts.get(name) ?? []), slice]);
  }
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  let remove: EndpointSlice[] = [];
  const told: Told = { added: [], removed: [], changed: [] };
  for (const group of groups) {
    const part = packGroup(byPorts.get(group.name) ?? [], group, { style, told });
    create.push(...part.create);
    update.push(...part.update);
    remove.push(...part.remove);
    byPorts.delete(group.name);
  }
  for (const slice of [...byPorts.values()].flat()) {
    remove.push(slice);
    told.removed.push(...(slice.endpoints ?? []));
  }
  if (existing.length === remove.length && create.length === 0) {
    // A Service without endpoints has one empty slice.
    const placeholder = style.blank([]);
    const kept =
      remove.length === 1 &&
      (remove[0]!.endpoints ?? []).length === 0 &&
      (remove[0]!.ports ?? []).length === 0 &&
      deepEqual(remove[0]!.metadata.labels, style.labels);
    if (kept) remove = [];
    else create.push(placeholder);
  }
  return reused({ create, update, remove, ...told }, style.owner);
}

/** Slices and groups with the same name have the same ports. */
export const portsName = (ports: readonly DiscoveryEndpointPort[] | undefined): string =>
  (ports ?? []).map((port) => `${port.name ?? ''}/${port.port}/${port.protocol ?? 'TCP'}/${port.appProtocol ?? ''}`).join(' ');

/** What makes an endpoint the same one although its conditions change. */
function identity({ addresses, hostname = '', targetRef }: Endpoint): string {
  return `${addresses.join(',')} ${hostname} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''} ${targetRef?.uid ?? ''}`;
}

interface Told {
  readonly added: Endpoint[];
  readonly removed: Endpoint[];
  readonly changed: Endpoint[];
}

function packGroup(
  existing: readonly EndpointSlice[],
  group: PortGroup,
  { style, told }: { style: SliceStyle; told: Told },
): Pick<SliceChanges, 'create' | 'update' | 'remove'> {
  const rest = new Set(group.endpoints);
  // Most endpoints are the very objects that stand in a slice already.
  const found = existing.map((slice) => (slice.endpoints ?? []).map((endpoint) => rest.delete(endpoint)));
  const wanted = new Map([...rest].map((endpoint) => [identity(endpoint), endpoint]));
  const unchanged: EndpointSlice[] = [];
  const update: Draft[] = [];
  const remove: EndpointSlice[] = [];
  existing.forEach((slice, index) => {
    const { kept, changed } = refreshed(slice, { found: found[index]!, wanted, told });
    const shrunk = kept.length !== (slice.endpoints ?? []).length;
    if (shrunk && kept.length === 0) remove.push(slice);
    else if (changed || shrunk || !deepEqual(slice.metadata.labels, style.labels)) update.push({ slice, endpoints: kept });
    else unchanged.push(slice);
  });
  const fresh = [...wanted.values()];
  told.added.push(...fresh);
  update.sort((a, b) => b.endpoints.length - a.endpoints.length);
  let next = 0;
  for (const draft of update) while (next < fresh.length && draft.endpoints.length < MAX_ENDPOINTS) draft.endpoints.push(fresh[next++]!);
  const create = placeRest(fresh.slice(next), { unchanged, update, blank: () => style.blank(group.ports) });
  return { create, update: update.map(({ slice, endpoints }) => withEndpoints(slice, endpoints, style.labels)), remove };
}

interface Known {
  /** Which of the slice's endpoints are wanted as they are. */
  readonly found: readonly boolean[];
  /** What is wanted beside, by identity; what is taken leaves. */
  readonly wanted: Map<string, Endpoint>;
  readonly told: Told;
}

/** The endpoints of a slice that stay, in their order, as they are now. */
function refreshed(slice: EndpointSlice, { found, wanted, told }: Known): { kept: Endpoint[]; changed: boolean } {
  const endpoints = slice.endpoints ?? [];
  if (!found.includes(false)) return { kept: [...endpoints], changed: false };
  const kept: Endpoint[] = [];
  let changed = false;
  endpoints.forEach((endpoint, index) => {
    const next = found[index] ? endpoint : wanted.get(identity(endpoint));
    if (!next) {
      told.removed.push(endpoint);
      return;
    }
    kept.push(next);
    if (found[index]) return;
    wanted.delete(identity(endpoint));
    if (deepEqual(next, endpoint)) return;
    changed = true;
    told.changed.push(next);
  });
  return { kept, changed };
}

interface Draft {
  readonly slice: EndpointSlice;
  readonly endpoints: Endpoint[];
}

const withEndpoints = (slice: EndpointSlice, endpoints: readonly Endpoint[], labels: SliceStyle['labels']): EndpointSlice =>
  ({ ...slice, metadata: { ...slice.metadata, labels }, endpoints }) as EndpointSlice;

/** What is left goes into one unchanged slice that has room for all of it, else into new ones. */
function placeRest(
  rest: Endpoint[],
  to: { readonly unchanged: EndpointSlice[]; readonly update: Draft[]; readonly blank: () => EndpointSlice },
): EndpointSlice[] {
  const create: EndpointSlice[] = [];
  while (rest.length > 0) {
    const fit = rest.length < MAX_ENDPOINTS ? fullest(to.unchanged, rest.length) : undefined;
    if (fit) {
      to.unchanged.splice(to.unchanged.indexOf(fit), 1);
      to.update.push({ slice: fit, endpoints: [...(fit.endpoints ?? []), ...rest.splice(0)] });
    } else create.push({ ...to.blank(), endpoints: rest.splice(0, MAX_ENDPOINTS) } as EndpointSlice);
  }
  return create;
}

/** The slice that is closest to full when so many are added. */
function fullest(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  let least = MAX_ENDPOINTS;
  for (const slice of slices) {
    const left = MAX_ENDPOINTS - count - (slice.endpoints ?? []).length;
    if (left >= 0 && left < least) [best, least] = [slice, left];
  }
  return best;
}

/** A slice to be removed takes the place of one to be made. */
function reused({ create, update, remove, ...told }: SliceChanges, owner: string): SliceChanges {
  const made = [...create];
  const changed = [...update];
  const gone = remove.filter((old) => {
    const next = made.at(-1);
    const mine = old.metadata.ownerReferences?.some((ref) => ref.controller && ref.uid === owner);
    if (!next || !mine || next.addressType !== old.addressType) return true;
    made.pop();
    changed.push({ ...old, metadata: { ...old.metadata, labels: next.metadata.labels }, endpoints: next.endpoints, ports: next.ports } as EndpointSlice);
    return false;
  });
  return { create: made, update: changed, remove: gone, ...told };
}
