/** One row of the table. */
export interface Line {
  readonly name: string;
  readonly value: string;
  readonly more: string;
  /** Ours against the reference program; larger = slower. */
  readonly ratio: string;
}

export function print(lines: readonly Line[]): void {
  for (const { name, value, more, ratio } of lines) process.stdout.write(`${name.padEnd(34)} ${ratio.padStart(12)}  ${value.padEnd(64)} ${more}\n`);
}
