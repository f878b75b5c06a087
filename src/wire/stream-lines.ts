import type { CommandResult } from './command.ts';

/** The number of the line to read on from, when so much of a stream is known. */
export const nextLine = ({ from = 0, lines }: CommandResult): number => from + lines.length;

/** What is known of a stream with what was read since: `known` itself when nothing is new. What does not go on from it stands for itself. */
export function joined(known: CommandResult, read: CommandResult): CommandResult {
  const { from, dropped = 0 } = read;
  if (from === undefined || from !== nextLine(known)) return read;
  if (read.lines.length === 0 && read.open === known.open) return known;
  return { ...read, from: dropped, lines: [...known.lines.slice(dropped - (known.from ?? 0)), ...read.lines] };
}
