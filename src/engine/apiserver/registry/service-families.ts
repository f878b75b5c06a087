import { invalid, invalidObject } from '../../../kinds/errors.ts';
import { needsClusterIp } from '../../../kinds/core/service-fields.ts';
import { clusterIpErrors } from '../../../kinds/core/service-validation.ts';
import { parseCidr, parseIp } from '../../../kinds/ip.ts';
import type { FieldError } from '../../../kinds/kind.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { ServiceSpec } from '../../../kinds/schema/types.gen.ts';
import type { Call } from '../call.ts';
import { refuse } from '../refusal.ts';

type Family = 'IPv4' | 'IPv6';

/**
 * ipFamilyPolicy and ipFamilies of a Service that gets addresses: what was left out is filled in, what the cluster cannot do is refused
 * (initIPFamilyFields of pkg/registry/core/service/storage/alloc.go). The cluster has one range of Service addresses and so one family.
 */
export function withFamilies(call: Call, spec: ServiceSpec, before: ServiceSpec | undefined, object: KubeObject): ServiceSpec {
  if (!needsClusterIp(spec) || staysPreferred(spec, before)) return spec;
  const fail = (errors: readonly FieldError[]): void => {
    if (errors.length > 0) refuse(invalidObject({ group: '', name: 'Service' }, object.metadata.name, errors));
  };
  const own: Family = parseCidr(call.sim.config.settings.serviceCIDR)?.ip.family === 6 ? 'IPv6' : 'IPv4';
  const isOpen = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  const ipFamilyPolicy = spec.ipFamilyPolicy ?? before?.ipFamilyPolicy ?? (isOpen ? 'RequireDualStack' : 'SingleStack');
  fail(clusterIpErrors({ ...spec, ipFamilyPolicy }));
  const kept = before && ipFamilyPolicy === 'SingleStack' ? released(spec, before) : spec;
  const inferred = inferredFamilies(kept, own);
  fail([...(before ? reducedErrors(kept, before, ipFamilyPolicy) : []), ...singleErrors(kept, ipFamilyPolicy), ...inferred.errors]);
  const { families } = inferred;
  if (isOpen) return settled(kept, ipFamilyPolicy, openFamilies(families.length > 0 ? families : [own], ipFamilyPolicy));
  const errors: FieldError[] = [];
  if (ipFamilyPolicy === 'RequireDualStack')
    errors.push(invalid('spec.ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  families.forEach((family, i) => {
    if (family !== own) errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  });
  fail(errors);
  return settled(kept, ipFamilyPolicy, families.length > 0 ? families : [own]);
}

const same = (a: readonly string[] = [], b: readonly string[] = []): boolean => a.length === b.length && a.every((item, i) => item === b[i]);

/** A Service that prefers two families is neither given a second one nor robbed of it because the cluster changed. */
const staysPreferred = (spec: ServiceSpec, before: ServiceSpec | undefined): boolean =>
  before !== undefined &&
  before.type === spec.type &&
  spec.ipFamilyPolicy === 'PreferDualStack' &&
  (before.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
  same(spec.clusterIPs, before.clusterIPs) &&
  same(spec.ipFamilies, before.ipFamilies);

/** Who only changes the policy to SingleStack gives up the second of each. */
function released(spec: ServiceSpec, before: ServiceSpec): ServiceSpec {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  let out = spec;
  if (clusterIPs.length > 1 && same(clusterIPs, before.clusterIPs)) out = { ...out, clusterIPs: clusterIPs.slice(0, 1) };
  if (ipFamilies.length > 1 && same(ipFamilies, before.ipFamilies)) out = { ...out, ipFamilies: ipFamilies.slice(0, 1) };
  return out;
}

function reducedErrors(spec: ServiceSpec, before: ServiceSpec, policy: string): readonly FieldError[] {
  if (policy === 'SingleStack') return [];
  const isLess = (now: readonly string[] = [], old: readonly string[] = []): boolean => now.length > 0 && now.length < old.length;
  const wrong = (what: string): FieldError => invalid('spec.ipFamilyPolicy', policy, `must be 'SingleStack' to release the secondary ${what}`);
  return [
    ...(isLess(spec.clusterIPs, before.clusterIPs) ? [wrong('cluster IP')] : []),
    ...(isLess(spec.ipFamilies, before.ipFamilies) ? [wrong('IP family')] : []),
  ];
}

function singleErrors({ clusterIPs = [], ipFamilies = [] }: ServiceSpec, policy: string): readonly FieldError[] {
  if (policy !== 'SingleStack') return [];
  const wrong = (what: string): FieldError =>
    invalid('spec.ipFamilyPolicy', policy, `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`);
  return [...(clusterIPs.length === 2 ? [wrong('cluster IPs')] : []), ...(ipFamilies.length === 2 ? [wrong('IP families')] : [])];
}

function inferredFamilies(
  { clusterIPs = [], ipFamilies = [] }: ServiceSpec,
  own: Family,
): { readonly families: readonly Family[]; readonly errors: readonly FieldError[] } {
  const families = [...ipFamilies] as Family[];
  const errors: FieldError[] = [];
  for (const [i, text] of clusterIPs.entries()) {
    if (text === 'None') break;
    if (i < families.length) continue;
    const family: Family = parseIp(text)?.family === 6 ? 'IPv6' : 'IPv4';
    if (family === own) families.push(family);
    else errors.push(invalid(`spec.clusterIPs[${i}]`, clusterIPs, `${family} is not configured on this cluster`));
  }
  return { families, errors };
}

/** Without addresses and without a selector: whoever writes the endpoints decides, so that both families are allowed on every cluster. */
const openFamilies = (families: readonly Family[], policy: string): readonly Family[] =>
  families.length < 2 && policy !== 'SingleStack' ? [families[0]!, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : families;

const settled = (spec: ServiceSpec, ipFamilyPolicy: string, ipFamilies: readonly Family[]): ServiceSpec =>
  spec.ipFamilyPolicy === ipFamilyPolicy && same(spec.ipFamilies, ipFamilies) ? spec : ({ ...spec, ipFamilyPolicy, ipFamilies } as ServiceSpec);
