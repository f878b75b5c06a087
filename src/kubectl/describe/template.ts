import type { PodTemplateSpec } from '../../kinds/schema/types.gen.ts';
import { containers } from './containers.ts';
import { annotations, type Lines, labels } from './lines.ts';
import { spread, tolerations } from './placement.ts';
import { volumes } from './volumes.ts';

/** `Pod Template:` of a controller (upstream: DescribePodTemplate). */
export function podTemplate(template: PodTemplateSpec | undefined): Lines {
  const { metadata, spec } = template ?? {};
  const notes = metadata?.annotations ?? {};
  return [
    'Pod Template:',
    ...labels('  Labels', metadata?.labels),
    ...(Object.keys(notes).length > 0 ? annotations('  Annotations', notes) : []),
    ...(spec?.serviceAccountName ? [`  Service Account:\t${spec.serviceAccountName}`] : []),
    ...(spec?.initContainers?.length ? containers({ title: 'Init Containers', containers: spec.initContainers }) : []),
    ...containers({ title: 'Containers', containers: spec?.containers ?? [] }),
    ...volumes(spec?.volumes, '  '),
    ...spread('  ', spec?.topologySpreadConstraints),
    ...(spec?.priorityClassName ? [`  Priority Class Name:\t${spec.priorityClassName}`] : []),
    ...labels('  Node-Selectors', spec?.nodeSelector),
    ...tolerations('  Tolerations', spec?.tolerations),
  ];
}
