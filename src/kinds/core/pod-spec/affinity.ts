import { duplicate, forbiddenField, invalid, notSupported, required } from '../../errors.ts';
import { labelValueErrors, MUST_BE_POSITIVE, nameIsLabel, nameIsSubdomain, qualifiedNameErrors } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import { labelSelectorErrors } from '../../selector.ts';
import type {
  Affinity,
  LabelSelector,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  TopologySpreadConstraint,
} from '../../schema/types.gen.ts';

/** Node affinity, pod affinity and topology spread (validateAffinity, validateTopologySpreadConstraints). */

function checkValuesFit({ operator, values = [] }: NodeSelectorRequirement, path: string, errors: Errors): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  }
}

function checkExpression(requirement: NodeSelectorRequirement, anyValues: boolean, path: string, errors: Errors): void {
  checkValuesFit(requirement, path, errors);
  for (const message of qualifiedNameErrors(requirement.key)) errors.push(invalid(`${path}.key`, requirement.key, message));
  if (anyValues) return;
  requirement.values?.forEach((value, i) => {
    for (const message of labelValueErrors(value)) errors.push(invalid(`${path}.values[${i}]`, value, message));
  });
}

function checkFieldExpression({ key, operator, values = [] }: NodeSelectorRequirement, path: string, errors: Errors): void {
  if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  else if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  if (key !== 'metadata.name') errors.push(invalid(`${path}.key`, key, 'not a valid field selector key'));
  else
    values.forEach((value, i) => {
      for (const message of nameIsSubdomain(value, false)) errors.push(invalid(`${path}.values[${i}]`, value, message));
    });
}

function checkTerm(term: NodeSelectorTerm, anyValues: boolean, path: string, errors: Errors): void {
  term.matchExpressions?.forEach((requirement, i) => {
    checkExpression(requirement, anyValues, `${path}.matchExpressions[${i}]`, errors);
  });
  term.matchFields?.forEach((requirement, i) => {
    checkFieldExpression(requirement, `${path}.matchFields[${i}]`, errors);
  });
}

export function checkNodeSelector(selector: NodeSelector, path: string, errors: Errors): void {
  if (!selector.nodeSelectorTerms?.length) {
    errors.push(required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term'));
    return;
  }
  selector.nodeSelectorTerms.forEach((term, i) => {
    checkTerm(term, false, `${path}.nodeSelectorTerms[${i}]`, errors);
  });
}

function checkWeight(weight: number, path: string, errors: Errors): void {
  if (weight <= 0 || weight > 100) errors.push(invalid(path, weight, 'must be in the range 1-100'));
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export const checkAffinity = onceClean((affinity: Affinity, path, errors) => {
  const node = affinity.nodeAffinity;
  if (node?.[REQUIRED]) checkNodeSelector(node[REQUIRED], `${path}.nodeAffinity.${REQUIRED}`, errors);
  node?.[PREFERRED]?.forEach(({ weight, preference }, i) => {
    checkWeight(weight, `${path}.nodeAffinity.${PREFERRED}[${i}].weight`, errors);
    // Values that are no label values are let through here upstream: with one node only they may still match.
    checkTerm(preference, true, `${path}.nodeAffinity.${PREFERRED}[${i}].preference`, errors);
  });
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const pods = affinity[field];
    pods?.[REQUIRED]?.forEach((term, i) => {
      checkPodTerm(term, `${path}.${field}.${REQUIRED}[${i}]`, errors);
    });
    pods?.[PREFERRED]?.forEach(({ weight, podAffinityTerm }, i) => {
      checkWeight(weight, `${path}.${field}.${PREFERRED}[${i}].weight`, errors);
      checkPodTerm(podAffinityTerm, `${path}.${field}.${PREFERRED}[${i}].podAffinityTerm`, errors);
    });
  }
});

function checkPodTerm(term: PodAffinityTerm, path: string, errors: Errors): void {
  errors.push(...labelSelectorErrors(term.labelSelector, `${path}.labelSelector`));
  errors.push(...labelSelectorErrors(term.namespaceSelector, `${path}.namespaceSelector`));
  for (const name of term.namespaces ?? []) for (const message of nameIsLabel(name, false)) errors.push(invalid(`${path}.namespace`, name, message));
  checkLabelKeys(term, 'matchLabelKeys', path, errors);
  checkLabelKeys(term, 'mismatchLabelKeys', path, errors);
  checkKeysApart(term, path, errors);
  if (!term.topologyKey) errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  for (const message of qualifiedNameErrors(term.topologyKey)) errors.push(invalid(`${path}.topologyKey`, term.topologyKey, message));
}

function checkLabelKeys(term: PodAffinityTerm, field: 'matchLabelKeys' | 'mismatchLabelKeys', path: string, errors: Errors): void {
  const keys = term[field] ?? [];
  if (keys.length === 0) return;
  if (!term.labelSelector) {
    errors.push(forbiddenField(`${path}.${field}`, 'must not be specified when labelSelector is not set'));
    return;
  }
  keys.forEach((key, i) => {
    for (const message of qualifiedNameErrors(key)) errors.push(invalid(`${path}.${field}[${i}]`, key, message));
  });
}

/** The server has added an expression for each of matchLabelKeys before, so that a key twice means the user gave it, too. */
function checkKeysApart({ matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: PodAffinityTerm, path: string, errors: Errors): void {
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const i = matchLabelKeys.indexOf(key);
    if (i >= 0 && seen.has(key)) errors.push(invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    seen.add(key);
  }
  matchLabelKeys.forEach((key, i) => {
    if (mismatchLabelKeys.includes(key)) errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
}

const POLICIES = ['Honor', 'Ignore'];

export const checkSpread = onceClean((constraints: readonly TopologySpreadConstraint[], path, errors) => {
  constraints.forEach((constraint, i) => {
    const at = `${path}[${i}]`;
    const { maxSkew, topologyKey, whenUnsatisfiable: action, minDomains } = constraint;
    if (maxSkew <= 0) errors.push(invalid(`${at}.maxSkew`, maxSkew, MUST_BE_POSITIVE));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (action !== 'DoNotSchedule' && action !== 'ScheduleAnyway')
      errors.push(notSupported(`${at}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']));
    if (constraints.slice(i + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action)) {
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`));
    }
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${at}.minDomains`, minDomains, MUST_BE_POSITIVE));
      if (action !== 'DoNotSchedule')
        errors.push(invalid(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`));
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && !POLICIES.includes(policy)) errors.push(notSupported(`${at}.${field}`, policy, POLICIES));
    }
    checkSpreadKeys(constraint.matchLabelKeys ?? [], constraint.labelSelector, `${at}.matchLabelKeys`, errors);
    errors.push(...labelSelectorErrors(constraint.labelSelector, `${at}.labelSelector`));
  });
});

function checkSpreadKeys(keys: readonly string[], selector: LabelSelector | undefined, path: string, errors: Errors): void {
  if (keys.length === 0) return;
  if (!selector) errors.push(forbiddenField(path, 'must not be specified when labelSelector is not set'));
  const selected = new Set([...Object.keys(selector?.matchLabels ?? {}), ...(selector?.matchExpressions ?? []).map(({ key }) => key)]);
  keys.forEach((key, i) => {
    for (const message of qualifiedNameErrors(key)) errors.push(invalid(`${path}[${i}]`, key, message));
    if (selected.has(key)) errors.push(invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  });
}
