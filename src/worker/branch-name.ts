import { MAIN_TERMINAL } from '../engine/terminal.ts';
import { changesNothing, type Command, streamOfConsole } from '../wire/command.ts';
import { commandName, lineName, type ShownCommand } from '../wire/command-name.ts';
import type { BranchNaming } from '../wire/instant.ts';
import type { Timeline } from './timeline.ts';

/** What a branch is called. As long as no command of the person has said what it is about, the next ones may name it better. */
export interface BranchName {
  readonly name: string;
  readonly naming?: BranchNaming;
  /** Keys of a line that is not finished. */
  readonly keys?: string;
}

/** `running`: the line a key is typed for, or that is ended; in kubectl's words, undefined when there is none. */
export function nameOfBegun(command: Command, running: string | undefined): BranchName {
  switch (command.do) {
    case 'interrupt':
      return running === undefined ? { name: commandName(command), naming: 'ended' } : { name: `${commandName(command)}: ${running}`, naming: 'ended' };
    case 'input':
      return nameOfKeys(command, running, '');
    default:
      return { name: commandName(command) };
  }
}

/** … when another command follows on it. */
export function nameThen(before: BranchName, command: Command, running: string | undefined): BranchName {
  if (!before.naming || command.do === 'client') return before;
  if (command.do === 'input') return running === undefined ? before : nameOfKeys(command, running, before.keys ?? '');
  if (command.do !== 'kubectl' && changesNothing(command)) return before;
  return { name: commandName(command) };
}

/** Keys that move or recall (CSI, SS3) write nothing. */
// oxlint-disable-next-line no-control-regex -- those are the keys
const MOVES = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|.)?/g;
/** More of a line is not shown. */
const MOST_KEYS = 400;

function nameOfKeys({ text, end }: Extract<Command, { readonly do: 'input' }>, running: string | undefined, before: string): BranchName {
  if (text === '\u0003' && before === '') return nameOfBegun({ do: 'interrupt' }, running);
  const keys = `${before}${text}`.slice(0, MOST_KEYS);
  const [first = '', ...more] = writtenBy(keys)
    .split(/[\r\n]/)
    .map((line) => line.trim());
  const line = first === '' ? (more.find((one) => one !== '') ?? '') : first;
  const isFinished = more.length > 0 && (line !== '' || before !== '' || keys.length === MOST_KEYS);
  if (line === '' && (end || /^\u0004/.test(text))) return { name: running === undefined ? 'Ctrl-D' : `Ctrl-D: ${running}`, naming: 'ended' };
  const name = running === undefined ? lineName(line) : line === '' ? running : `${running}: ${lineName(line)}`;
  return isFinished ? { name } : { name, naming: 'typing', keys };
}

/** What the keys leave standing: what was taken away again is not a part of it. */
function writtenBy(keys: string): string {
  let out = '';
  for (const key of keys.replace(MOVES, '')) {
    if (key === '\u007f' || key === '\b') out = /[\r\n]$/.test(out) ? out : [...out].slice(0, -1).join('');
    else if (key === '\u0015' || key === '\u0003') out = out.replace(/[^\r\n]*$/, '');
    else if (key >= ' ' || key === '\r' || key === '\n') out += key;
  }
  return out;
}

/** The line or stream that a key or Ctrl-C is for. */
export function runningFor({ factory, sim, chronicle, here }: Timeline, command: Command): string | undefined {
  if (command.do !== 'input' && command.do !== 'interrupt') return undefined;
  const { terminal = MAIN_TERMINAL } = command;
  const stream = streamOfConsole(terminal);
  const told = stream === undefined ? undefined : chronicle.find(here, stream)?.args?.['command'];
  if (told !== undefined) return commandName(told as unknown as ShownCommand);
  const screen = [...(factory.terminals?.(sim) ?? [])].find((one) => one.terminal === terminal);
  if (screen?.running === undefined) return undefined;
  for (const entry of screen.entries) if (entry.is === 'typed' && entry.id === screen.running) return lineName(entry.line);
  return undefined;
}
