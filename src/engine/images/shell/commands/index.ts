import type { Process } from '../process.ts';
import { end, type Run } from '../run.ts';
import { CLIENT_COMMANDS } from './client-commands.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import type { CommandFunction } from './io.ts';
import { LOAD_COMMANDS } from './load-commands.ts';
import { NETWORK_COMMANDS } from './network-commands.ts';
import { SYSTEM_COMMANDS } from './system-commands.ts';
import { tar } from './tar.ts';
import { TEXT_COMMANDS } from './text-commands.ts';

/** Commands that are programs of their own, by name. */
export const COMMANDS: Readonly<Record<string, CommandFunction>> = {
  ...FILE_COMMANDS,
  ...TEXT_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...NETWORK_COMMANDS,
  ...LOAD_COMMANDS,
  ...CLIENT_COMMANDS,
  tar,
};

/** Runs a command until it waits or ends. */
export function stepCommand(run: Run, process: Process): void {
  if (process.code.c !== 'command') return;
  const { code } = process;
  const [name = '', ...args] = code.argv;
  const outcome = COMMANDS[name]!({ run, p: process, name, args, files: run.world.files }, code.memory);
  if (run.processes.get(process.pid) !== process || process.code !== code) return;
  if (typeof outcome === 'number') end(run, process, outcome);
  else {
    code.memory = outcome.memory;
    process.blocked = outcome.block;
  }
}
