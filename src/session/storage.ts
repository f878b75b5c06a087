/** Storage that may be refused (sandboxed frames, private windows): reading gives undefined, writing does nothing. */
export function remember(key: string, value: string): void {
  try {
    globalThis.localStorage?.setItem(key, value);
  } catch {
    // Refused: the setting lasts as long as the page.
  }
}

export function recall(key: string): string | undefined {
  try {
    return globalThis.localStorage?.getItem(key) ?? undefined;
  } catch {
    // Refused: as if nothing had been kept.
    return undefined;
  }
}
