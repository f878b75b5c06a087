/** So many bytes may wait for a client for longer than its patience; with MOST it is cut off at once. */
const LIMIT = 16 * 1024 * 1024;
const MOST = 256 * 1024 * 1024;
/** The first events of a watch on a large cluster are written in one go: a client that reads gets the time to take them. */
export const PATIENCE_MS = 5_000;

export interface BacklogOptions {
  /** Bytes that are written and not yet taken. */
  readonly queued: () => number;
  /** Breaks the connection. */
  readonly cut: () => void;
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
    if (bytes <= LIMIT || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (queued() > LIMIT) cut();
    }, patienceMs);
    this.timer.unref();
  }
}
