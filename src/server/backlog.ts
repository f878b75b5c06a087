/** From so many waiting bytes on it is watched whether the client takes any; with MOST it is cut off at once. */
const LIMIT = 16 * 1024 * 1024;
const MOST = 128 * 1024 * 1024;
/** The first events of a watch on a large cluster are written in one go: a client that reads gets the time to take them. */
const PATIENCE_MS = 5_000;

export interface BacklogOptions {
  /** Bytes that are written and not yet taken. */
  readonly queued: () => number;
  /** Breaks the connection. */
  readonly cut: () => void;
  /** Milliseconds in which less must come to wait. */
  readonly patienceMs?: number;
}

/**
 * Cuts off who does not read what is sent to him, so that it does not pile up here. A real API server ends the watch of a client that is too slow
 * (apiserver pkg/storage/cacher/cache_watcher.go); the client lists and watches anew.
 */
export class Backlog {
  private readonly options: BacklogOptions;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: BacklogOptions) {
    this.options = options;
  }

  /** After every write. */
  grew(): void {
    const { queued, cut, patienceMs = PATIENCE_MS } = this.options;
    const bytes = queued();
    if (bytes > MOST) return cut();
    if (bytes > LIMIT) this.timer ??= setTimeout(() => this.look(Number.POSITIVE_INFINITY), patienceMs).unref();
  }

  /**
   * The first look may come right after a long burst, before anything could be sent: what counts is what has changed since the look before. Node counts
   * what it has handed to the system at once as waiting until all of it is taken.
   */
  private look(before: number): void {
    const { queued, cut, patienceMs = PATIENCE_MS } = this.options;
    this.timer = undefined;
    const bytes = queued();
    if (bytes <= LIMIT) return;
    if (bytes >= before) return cut();
    this.timer = setTimeout(() => this.look(bytes), patienceMs).unref();
  }
}
