import { invalid, notSupported, required, tooMany } from '../../errors.ts';
import type { Errors } from '../../remember.ts';
import type { Container } from '../../schema/types.gen.ts';

/**
 * Restart policies and rules of single containers (validateContainerRestartPolicy; ContainerRestartRules is on by default
 * since 1.35: regular containers may have a policy of their own; RestartAllContainers since 1.36).
 */
const POLICIES = ['Always', 'Never', 'OnFailure'];
const OPERATORS = ['In', 'NotIn'];

export function checkRestartRules(container: Container, path: string, errors: Errors): void {
  const { restartPolicy, restartPolicyRules: rules = [] } = container;
  if (restartPolicy !== undefined && !POLICIES.includes(restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, POLICIES));
  if (rules.length === 0) return;
  if (restartPolicy === undefined) errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  if (rules.length > 20) errors.push(tooMany(`${path}.restartPolicyRules`, rules.length, 20));
  rules.forEach((rule, i) => {
    const at = `${path}.restartPolicyRules[${i}]`;
    if (rule.action !== 'Restart' && rule.action !== 'RestartAllContainers')
      errors.push(notSupported(`${at}.action`, rule.action, ['Restart', 'RestartAllContainers']));
    if (!rule.exitCodes) {
      errors.push(required(`${at}.exitCodes`, 'must be specified'));
      return;
    }
    const { operator, values = [] } = rule.exitCodes;
    if (!OPERATORS.includes(operator)) errors.push(notSupported(`${at}.exitCodes.operator`, operator, OPERATORS));
    if (values.length === 0) errors.push(invalid(`${at}.exitCodes.values`, values, 'must specify at least one exit code'));
    if (values.length > 255) errors.push(tooMany(`${at}.exitCodes.values`, values.length, 255));
  });
}
