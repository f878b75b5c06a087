/** Who waits for something to be loaded is not overtaken by those who come after. */
export class Turns {
  private last: Promise<void> | undefined;

  /** At once when all is there (`loading` undefined) and nobody waits. What cannot be loaded is told to `failed`, and the next one has its turn. */
  take(loading: Promise<void> | undefined, now: () => void, failed: (error: unknown) => void = now): void {
    if (!loading && !this.last) return now();
    // Somebody hears of it even while it waits for its turn.
    const loaded = loading?.then(
      () => now,
      (error: unknown) => () => failed(error),
    );
    const turn: Promise<void> = (this.last ?? Promise.resolve())
      .then(() => loaded ?? now)
      .then((act) => {
        if (this.last === turn) this.last = undefined;
        act();
      });
    this.last = turn;
  }
}
