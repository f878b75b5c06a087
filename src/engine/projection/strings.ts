/** Texts by index, so that rows and happenings carry whole numbers. Only grows; index 0 is the empty text. */
export class StringTable {
  private readonly indexes = new Map<string, number>([['', 0]]);
  private readonly texts: string[] = [''];

  get size(): number {
    return this.texts.length;
  }

  index(text: string | undefined): number {
    if (text === undefined || text === '') return 0;
    const known = this.indexes.get(text);
    if (known !== undefined) return known;
    const made = this.texts.length;
    this.indexes.set(text, made);
    this.texts.push(text);
    return made;
  }

  from(start: number): readonly string[] {
    return this.texts.slice(start);
  }
}
