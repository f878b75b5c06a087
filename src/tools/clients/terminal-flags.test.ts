import { describe, expect, it } from 'vitest';
import type { Command, CommandGroup } from '../../kubectl/cli/command.ts';
import { COMMANDS } from '../../kubectl/cli/commands.ts';
import { type FlagTable, GLOBAL } from '../../kubectl/cli/flags.ts';
import { clients, RealKubectl } from './real.testing.ts';

/** The commands and flags of the real kubectl's `--help`: all that a command has here it has there, and all that it has there is known here. */
const paths: [string, Command | CommandGroup][] = [];
const walk = (node: CommandGroup, before: string): void => {
  for (const [name, below] of Object.entries(node.commands)) {
    if (name === '') continue;
    paths.push([before + name, below]);
    if ('commands' in below) walk(below, `${before}${name} `);
  }
};
walk({ commands: COMMANDS }, '');

/** Simplified by name: the terminal takes them, and says that it has no use for them. */
const described = (flags: FlagTable): string[] =>
  Object.keys(flags)
    // What the real one takes as well, and does not list.
    .filter((name) => flags[name]?.deprecated === undefined)
    .map((name) => `${flags[name]?.short ? `-${flags[name].short} ` : ''}--${name}`);

describe.skipIf(!clients)('commands and flags of the terminal are those of the real kubectl', { timeout: 60_000 }, () => {
  const real = new RealKubectl('flags', {} as never);
  const flagsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^ {4}(?:-(\w), )?--([\w-]+)=.*:$/gm)].map(([, short, name]) => `${short ? `-${short} ` : ''}--${name}`);

  it.each(paths)('%s', async (path, node) => {
    const { out } = await real.run(`kubectl ${path} --help`);
    const own = 'commands' in node ? node.commands['']?.['flags' as never] : node.flags;
    expect(described(own ?? {}).sort()).toEqual([...flagsOf(out)].sort());
  });

  it('options', async () => {
    const { out } = await real.run('kubectl options');
    expect(
      described(GLOBAL)
        .filter((name) => name !== '-h --help')
        .sort(),
    ).toEqual([...flagsOf(out)].sort());
  });
});
