import type { Happening, Oid } from '../wire/happening.ts';
import { type Rank, rankOf, STRETCH } from '../wire/keeping.ts';

/** What stops there are in a stretch, for stepping back over it without looking inside. */
export interface Stops {
  readonly command: boolean;
  /** Not of the background. */
  readonly write: boolean;
  readonly decision: boolean;
  readonly work: boolean;
}

interface Chunk {
  /** Id of the first, less one. */
  readonly before: number;
  readonly causes: Int32Array;
  items: (Happening | undefined)[];
  /** Happenings recorded. */
  size: number;
  /** Happenings of this and lower ranks are gone; -1: it is whole. */
  dropped: Rank | -1;
  command: boolean;
  write: boolean;
  decision: boolean;
  work: boolean;
}

/** A version of an object: which happening wrote it, and when. */
export interface Written {
  readonly id: number;
  readonly rev: number;
  readonly t: number;
  /** It was removed by it. */
  readonly gone: boolean;
}

/** Versions remembered per object; when there are twice as many the older half goes. */
const MOST_WRITTEN = 256;
const PARTS = 3;

/**
 * What happened on one branch since it left its parent. Causes are kept for all (four bytes each); the happenings themselves by
 * stretches, of which `thin` drops those of low rank.
 */
export class Journal {
  /** Ids up to this one belong to the parent. */
  readonly base: number;
  /** Happenings held. */
  held = 0;
  private chunks: Chunk[] = [];
  private readonly written = new Map<Oid, number[]>();

  constructor(base: number) {
    this.base = base;
  }

  /** Id of the last. */
  get last(): number {
    const chunk = this.chunks.at(-1);
    return chunk ? chunk.before + chunk.size : this.base;
  }

  get stretches(): number {
    return this.chunks.length;
  }

  add(happening: Happening): void {
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.size === STRETCH) {
      chunk = newChunk(this.last);
      this.chunks.push(chunk);
    }
    chunk.causes[chunk.size++] = happening.cause;
    chunk.items.push(happening);
    this.held++;
    noteStops(chunk, happening);
    if (happening.code === 'etcd.write' && happening.oid !== undefined) this.noteWrite(happening.oid, happening);
  }

  /** Forgets what comes after an id. */
  truncate(last: number): void {
    while (this.chunks.length > 0 && this.last > last) {
      const chunk = this.chunks.at(-1)!;
      const size = Math.max(0, last - chunk.before);
      for (let i = size; i < chunk.size; i++) if (chunk.items[i]) this.held--;
      chunk.items.length = size;
      chunk.size = size;
      if (size === 0) this.chunks.pop();
    }
    for (const [oid, parts] of this.written) {
      let end = parts.length;
      while (end > 0 && parts[end - PARTS]! > last) end -= PARTS;
      if (end === 0) this.written.delete(oid);
      else parts.length = end;
    }
  }

  /** Undefined when it is not held. */
  get(id: number): Happening | undefined {
    const chunk = this.chunkOf(id);
    return chunk?.items[id - chunk.before - 1];
  }

  causeOf(id: number): number {
    const chunk = this.chunkOf(id);
    return chunk?.causes[id - chunk.before - 1] ?? 0;
  }

  /** The stretch an id lies in: ids `from`…`to`, and whether all of it is held. */
  stretchOf(id: number): { readonly from: number; readonly to: number; readonly whole: boolean; readonly stops: Stops } | undefined {
    const chunk = this.chunkOf(id);
    return chunk && { from: chunk.before + 1, to: chunk.before + chunk.size, whole: chunk.dropped < 0, stops: chunk };
  }

  /** Drops happenings of a rank and below from a stretch, by its place among the stretches. False when nothing was left to drop. */
  thin(place: number, rank: Rank): boolean {
    const chunk = this.chunks[place];
    if (!chunk || chunk.dropped >= rank) return false;
    chunk.dropped = rank;
    let left = 0;
    for (let i = 0; i < chunk.size; i++) {
      const happening = chunk.items[i];
      if (!happening) continue;
      if (rankOf(happening.code, happening.background === true) > rank) left++;
      else {
        chunk.items[i] = undefined;
        this.held--;
      }
    }
    // A list of nothing but holes need not be.
    if (left === 0) chunk.items = [];
    return true;
  }

  /** The versions of an object written on this branch after it left its parent, oldest first. */
  versionsOf(oid: Oid): readonly Written[] {
    const parts = this.written.get(oid) ?? [];
    return Array.from({ length: parts.length / PARTS }, (_, i) => writtenAt(parts, i * PARTS));
  }

  private noteWrite(oid: Oid, { id, rev = 0, t, args }: Happening): void {
    let parts = this.written.get(oid);
    if (!parts) {
      parts = [];
      this.written.set(oid, parts);
    }
    parts.push(id, args?.['type'] === 'DELETED' ? -rev : rev, t);
    if (parts.length >= 2 * MOST_WRITTEN * PARTS) parts.splice(0, MOST_WRITTEN * PARTS);
  }

  private chunkOf(id: number): Chunk | undefined {
    return id <= this.base || id > this.last ? undefined : this.chunks[Math.floor((id - this.base - 1) / STRETCH)];
  }
}

const writtenAt = (parts: readonly number[], at: number): Written => ({
  id: parts[at]!,
  rev: Math.abs(parts[at + 1]!),
  t: parts[at + 2]!,
  gone: parts[at + 1]! < 0,
});

const newChunk = (before: number): Chunk => ({
  before,
  causes: new Int32Array(STRETCH),
  items: [],
  size: 0,
  dropped: -1,
  command: false,
  write: false,
  decision: false,
  work: false,
});

function noteStops(chunk: Chunk, { code, background }: Happening): void {
  if (background) return;
  chunk.work = true;
  if (code === 'command') chunk.command = true;
  else if (code === 'etcd.write') chunk.write = true;
  else if (code === 'decide') chunk.decision = true;
}
