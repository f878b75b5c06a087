import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../../kinds/schema/types.gen.ts';

/** Conditions of a Deployment (upstream: pkg/controller/deployment/util/deployment_util.go). */

type Conditions = readonly DeploymentCondition[];

export const conditionOf = (status: DeploymentStatus | undefined, type: string): DeploymentCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

export function newCondition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  told: { readonly reason: string; readonly message: string; readonly timestamp: string },
): DeploymentCondition {
  const { reason, message, timestamp } = told;
  return { type, status, lastUpdateTime: timestamp, lastTransitionTime: timestamp, reason, message };
}

/** SetDeploymentCondition: same status and reason = unchanged; else it goes to the end of the list. */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditions.find((known) => known.type === condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason) return conditions;
  const lastTransitionTime = current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime;
  return [...withoutCondition(conditions, condition.type), { ...condition, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) }];
}

export const withoutCondition = (conditions: Conditions, type: string): Conditions => conditions.filter((condition) => condition.type !== type);

export const withStatusCondition = (d: Deployment, condition: DeploymentCondition): Deployment =>
  ({ ...d, status: { ...d.status, conditions: withCondition(d.status?.conditions ?? [], condition) } }) as Deployment;
