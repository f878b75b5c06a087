import type { ObjectMeta } from '../../kinds/object.ts';
import type { PersistentVolumeClaimSpec } from '../../kinds/schema/types.gen.ts';
import { annotationValues, field, indented, type Lines, labelValues, NONE } from './lines.ts';

/** storageutil.GetPersistentVolumeClaimClass: the annotation is older than the field and comes first. */
export const classOf = (metadata: Pick<ObjectMeta, 'annotations'> | undefined, spec: { readonly storageClassName?: string }): string =>
  metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';

/** The lines below `Access Modes` that a claim and a template of one have in common. */
export function claimRest({ volumeMode, dataSource }: PersistentVolumeClaimSpec): Lines {
  const lines: string[] = [];
  if (volumeMode !== undefined) lines.push(field('VolumeMode', volumeMode));
  if (!dataSource) return lines;
  lines.push('DataSource:');
  if (dataSource.apiGroup !== undefined) lines.push(`  ${field('APIGroup', dataSource.apiGroup)}`);
  lines.push(`  ${field('Kind', dataSource.kind)}`, `  ${field('Name', dataSource.name)}`);
  return lines;
}

/** The template of an ephemeral volume's claim, four blanks in; so is every piece that kubectl writes on its own. */
export function claimTemplate({
  metadata,
  spec,
}: {
  readonly metadata?: Pick<ObjectMeta, 'labels' | 'annotations'>;
  readonly spec: PersistentVolumeClaimSpec;
}): Lines {
  const at = ' '.repeat(4);
  const values = labelValues(metadata?.labels);
  const labels = [`Labels:\t${at}${values[0] ?? NONE}`, ...values.slice(1).map((value) => `${at}\t${at}${value}`)];
  const notes = annotationValues(metadata?.annotations);
  const annotations = [`Annotations:\t${at}${notes[0] ?? NONE}`, ...notes.slice(1).map((note) => (note.startsWith('  ') ? `\t${note}` : `\t${at}${note}`))];
  return indented(
    [
      field('StorageClass', classOf(metadata, spec)),
      field('Volume', spec.volumeName ?? ''),
      ...labels,
      ...annotations,
      field('Capacity', ''),
      field('Access Modes', ''),
      ...claimRest(spec),
    ],
    4,
  );
}
