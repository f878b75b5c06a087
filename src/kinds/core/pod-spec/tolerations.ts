import { invalid, notSupported, required } from '../../errors.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import type { Toleration } from '../../schema/types.gen.ts';

/** ValidateTolerations, and the effects that taints share with them. */

const TAINT_EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function checkTaintEffect(effect: string, mayBeEmpty: boolean, path: string, errors: Errors): void {
  if (effect === '' && !mayBeEmpty) errors.push(required(path));
  else if (!TAINT_EFFECTS.includes(effect)) errors.push(notSupported(path, effect, TAINT_EFFECTS));
}

const checkToleration = onceClean((toleration: Toleration, path, errors) => {
  const { key = '', value = '', tolerationSeconds } = toleration;
  const operator: string = toleration.operator ?? '';
  const effect: string = toleration.effect ?? '';
  if (key !== '') for (const message of qualifiedNameErrors(key)) errors.push(invalid(`${path}.key`, key, message));
  if (key === '' && operator !== 'Exists') {
    errors.push(invalid(`${path}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  if (operator === 'Equal' || operator === '') {
    const wrong = labelValueErrors(value);
    if (wrong.length > 0) errors.push(invalid(`${path}.operator`, value, wrong.join(';')));
  } else if (operator === 'Exists') {
    if (value !== '') errors.push(invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
  } else {
    errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
  if (effect !== '') checkTaintEffect(effect, true, `${path}.effect`, errors);
});

export function checkTolerations(tolerations: readonly Toleration[], path: string, errors: Errors): void {
  tolerations.forEach((toleration, i) => {
    checkToleration(toleration, `${path}[${i}]`, errors);
  });
}
