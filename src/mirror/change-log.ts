import type { Oid } from '../wire/happening.ts';
import type { RowKind } from '../wire/rows.ts';

const MOST = 20_000;

/** What changed since a version, for views that keep a picture up to date: rows and the parts of actors. */
export class ChangeLog {
  /** Raised with every change. */
  version = 0;
  /** Versions up to this one are no longer remembered singly. */
  private floor = 0;
  private rows: { readonly version: number; readonly kind: RowKind; readonly oid: Oid }[] = [];
  private parts: { readonly version: number; readonly actor: string }[] = [];

  row(kind: RowKind, oid: Oid): void {
    this.rows.push({ version: ++this.version, kind, oid });
    if (this.rows.length > MOST) this.forget();
  }

  part(actor: string): void {
    this.parts.push({ version: ++this.version, actor });
    if (this.parts.length > MOST) this.forget();
  }

  /** All is new. */
  forget(): void {
    this.rows = [];
    this.parts = [];
    this.floor = ++this.version;
  }

  /** Each changed thing once; undefined when that is no longer known: everything may have changed. */
  since(version: number): { readonly oids: readonly { readonly kind: RowKind; readonly oid: Oid }[]; readonly parts: readonly string[] } | undefined {
    if (version < this.floor) return undefined;
    const oids = new Map<Oid, RowKind>();
    for (let i = this.rows.length - 1; i >= 0; i--) {
      const row = this.rows[i]!;
      if (row.version <= version) break;
      oids.set(row.oid, row.kind);
    }
    const parts = new Set<string>();
    for (let i = this.parts.length - 1; i >= 0; i--) {
      const part = this.parts[i]!;
      if (part.version <= version) break;
      parts.add(part.actor);
    }
    return { oids: [...oids].map(([oid, kind]) => ({ oid, kind })), parts: [...parts] };
  }
}
