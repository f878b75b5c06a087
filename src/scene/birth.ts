interface Born {
  readonly createdRev: number;
  readonly oid: number;
}

/** Older things first: who was there before keeps its place. */
export const byBirth = (a: Born, b: Born): number => a.createdRev - b.createdRev || a.oid - b.oid;
