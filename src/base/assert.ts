/** A programming error: something the code promised itself did not hold. Never used for bad input from a person. */
class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** For the default arm of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value ${JSON.stringify(value)}`);
}

/** What was thrown, as a text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
