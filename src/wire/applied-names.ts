/** What a manifest names; empty texts where it does not. */
export interface AppliedName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * The objects a manifest text is about, one per document, by what stands in its first column: for naming what was applied, not for applying it.
 * Text inside of block scalars is indented, so it cannot be taken for a key of the document. JSON is read as what it is.
 */
export function appliedNames(source: string): readonly AppliedName[] {
  if (source.trimStart().startsWith('{')) return ofJson(source);
  return source.split(/^---(?:\s.*)?$/m).flatMap((text) => {
    const kind = topLevel(text, 'kind');
    return kind === '' ? [] : [{ apiVersion: topLevel(text, 'apiVersion'), kind, name: nameOf(text) }];
  });
}

const topLevel = (text: string, key: string): string => plain(new RegExp(`^${key}:[ \\t]*(.*)$`, 'm').exec(text)?.[1] ?? '');

/** A scalar without quotes and without a comment. */
function plain(text: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(text.trim());
  return quoted ? (quoted[2] as string) : text.replace(/(^|\s)#.*$/, '').trim();
}

function nameOf(text: string): string {
  const flow = /^metadata:[ \t]*\{[^}]*\bname:[ \t]*([^,}]+)/m.exec(text);
  if (flow) return plain(flow[1] as string);
  const block = /^metadata:[ \t]*(?:#.*)?\r?\n((?:[ \t]+.*(?:\r?\n|$)|[ \t]*\r?\n|#.*\r?\n)*)/m.exec(text)?.[1] ?? '';
  const indent = /^([ \t]+)[^\s#]/m.exec(block)?.[1] ?? '';
  return plain(new RegExp(`^${indent}(?:name|generateName):[ \\t]*(.*)$`, 'm').exec(block)?.[1] ?? '');
}

function ofJson(source: string): readonly AppliedName[] {
  try {
    return namesIn(JSON.parse(source));
  } catch {
    return [];
  }
}

function namesIn(value: unknown): readonly AppliedName[] {
  const { apiVersion, kind, metadata, items } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown }; items?: unknown };
  if (Array.isArray(items)) return items.flatMap(namesIn);
  return typeof kind === 'string' ? [{ apiVersion: String(apiVersion ?? ''), kind, name: String(metadata?.name ?? '') }] : [];
}
