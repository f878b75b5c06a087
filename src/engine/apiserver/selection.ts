import { badRequest } from '../../kinds/errors.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { type FieldSelector, matches, matchesFields, parseFieldSelector, parseLabelSelector, type Selector } from '../../kinds/selector.ts';
import { refuse } from './refusal.ts';

/** `labelSelector` and `fieldSelector` of a list or watch. */
export interface Selection {
  readonly labels: Selector;
  readonly fields: FieldSelector;
}

/** Kinds whose selectable fields have their own conversion function upstream, with its own words (pkg/apis/core/v1/conversion.go). */
const OWN_WORDS: ReadonlySet<string> = new Set(['events', 'namespaces', 'nodes', 'pods', 'secrets', 'services']);

export function readSelection(kind: Kind, query: Readonly<Record<string, string>>): Selection {
  const labels = parseLabelSelector(query['labelSelector'] ?? '');
  if (!labels.ok) return refuse(badRequest(labels.error));
  const fields = parseFieldSelector(query['fieldSelector'] ?? '');
  if (!fields.ok) return refuse(badRequest(fields.error));
  for (const { field } of fields.value) if (!isSelectable(kind, field)) refuse(badRequest(unselectable(kind, field)));
  return { labels: labels.value, fields: fields.value };
}

function isSelectable(kind: Kind, field: string): boolean {
  if (field === 'metadata.name') return true;
  if (field === 'metadata.namespace') return kind.namespaced || !OWN_WORDS.has(kind.resource);
  return Object.hasOwn(kind.selectableFields, field);
}

const unselectable = (kind: Kind, field: string): string =>
  OWN_WORDS.has(kind.resource)
    ? `field label not supported: ${field}`
    : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;

export const selectsAll = ({ labels, fields }: Selection): boolean => labels.length === 0 && fields.length === 0;

export function selects(kind: Kind, { labels, fields }: Selection, object: KubeObject): boolean {
  if (labels.length > 0 && !matches(labels, object.metadata.labels)) return false;
  return fields.length === 0 || matchesFields(fields, (field) => valueOf(kind, object, field));
}

function valueOf(kind: Kind, object: KubeObject, field: string): string {
  if (field === 'metadata.name') return object.metadata.name;
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  return kind.selectableFields[field]?.(object) ?? '';
}

/** The value a field must have, when the selector asks for exactly one. */
export const exactField = ({ fields }: Selection, field: string): string | undefined =>
  fields.find((term) => term.field === field && term.operator === '=')?.value;
