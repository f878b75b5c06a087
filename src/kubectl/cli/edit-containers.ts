import type { Container } from '../../kinds/schema/types.gen.ts';
import type { CliError } from '../errors.ts';
import { editEach } from './edit-each.ts';
import type { Flags } from './flags.ts';
import { asTyped, podSpecOf, withPodSpec } from './pod-spec.ts';
import type { Run } from './run.ts';
import type { Found } from './targets.ts';

interface EditContainers {
  readonly word: string;
  /** Before what the server refuses a patch with. */
  readonly refused: string;
  /** Of one object: what becomes of each of its containers. */
  readonly change: (one: Found) => (container: Container) => Container;
}

/** `kubectl set`: the containers, also those that run first, of each object that has a pod's spec (pkg/cmd/set/helper.go). */
export function editContainers(
  run: Run,
  flags: Flags,
  found: { readonly found: readonly Found[]; readonly errors: readonly CliError[] },
  { word, refused, change }: EditContainers,
): void {
  editEach(run, flags, found, {
    word,
    refused,
    manager: flags.text('field-manager') ?? 'kubectl-set',
    change: (one) => {
      const spec = podSpecOf(one);
      const changed = change(one);
      const inits = spec.initContainers ? { initContainers: spec.initContainers.map(changed) } : {};
      const object = withPodSpec(one, { ...spec, containers: spec.containers.map(changed), ...inits });
      return flags.on('local') ? asTyped({ ...one, object }) : object;
    },
  });
}
