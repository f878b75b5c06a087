import { byText } from '../../../base/order.ts';
import type { Command, CommandGroup } from '../command.ts';
import { type FlagTable, GLOBAL } from '../flags.ts';
import { own } from '../step.ts';
import { DEFAULTS, USAGE } from './facts.gen.ts';
import { commandHelp, flagHelp } from './texts.ts';

/** What `--help` prints: synopses, flags and their defaults as kubectl has them, in this project's own words. */

const MORE = '\nFlags of every command: kubectl options\n';

export function rootHelp(commands: Readonly<Record<string, Command | CommandGroup>>, unoffered: Readonly<Record<string, string>>): string {
  const rows = listed(Object.keys(commands), '');
  const refused = Object.keys(unoffered).sort(byText).join(', ');
  return `kubectl, the command line of Kubernetes, for the cluster of this page.\n\nAvailable Commands:\n${rows}\nNot offered here: ${refused}\n\nUsage:\n  kubectl COMMAND [options]\n\nHelp of a command: kubectl COMMAND --help\n${MORE.slice(1)}`;
}

export function commandHelpText(path: string, command: Command): string {
  return `${commandHelp(path)}.\n\n${optionsOf(path, command.flags)}Usage:\n  kubectl ${own(USAGE, path) ?? path} [options]\n${MORE}`;
}

export function groupHelpText(path: string, { commands }: CommandGroup): string {
  const self = own(commands, '');
  const options = self && 'flags' in self ? optionsOf(path, self.flags) : '';
  const rows = listed(Object.keys(commands), `${path} `);
  return `${commandHelp(path)}.\n\nAvailable Commands:\n${rows}\n${options}Usage:\n  kubectl ${own(USAGE, path) ?? `${path} SUBCOMMAND`} [options]\n\nHelp of a command: kubectl ${path} COMMAND --help\n${MORE.slice(1)}`;
}

/** `kubectl options` */
export const globalOptions = (): string => `Flags that every command takes:\n\n${flagLines('', GLOBAL, (name) => name !== 'help')}`;

/** Other names of a command have no text, and are left out. */
function listed(names: readonly string[], before: string): string {
  const rows = names
    .filter((name) => name !== '')
    .sort(byText)
    .map((name) => [name, commandHelp(before + name)] as const)
    .filter(([, text]) => text !== '');
  const width = Math.max(13, ...rows.map(([name]) => name.length)) + 3;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}\n`).join('');
}

const optionsOf = (path: string, flags: FlagTable): string => (Object.keys(flags).length === 0 ? '' : `Options:\n${flagLines(path, flags)}`);

function flagLines(path: string, flags: FlagTable, keep: (name: string) => boolean = () => true): string {
  return Object.keys(flags)
    .filter((name) => keep(name) && flags[name]?.deprecated === undefined)
    .sort(byText)
    .map((name) => {
      const letter = flags[name]?.short;
      return `    ${letter ? `-${letter}, ` : ''}--${name}=${own(DEFAULTS, `${path} ${name}`) ?? own(DEFAULTS, name) ?? "''"}:\n\t${flagHelp(path, name)}\n\n`;
    })
    .join('');
}
