/** Who waits for something to be loaded is not overtaken by those who come after. */
export class Turns {
  private last: Promise<void> | undefined;

  /** At once when all is there (`loading` undefined) and nobody waits. */
  take(loading: Promise<void> | undefined, now: () => void): void {
    if (!loading && !this.last) return now();
    const turn: Promise<void> = (this.last ?? Promise.resolve())
      .then(() => loading)
      .then(() => {
        if (this.last === turn) this.last = undefined;
        now();
      });
    this.last = turn;
  }
}
