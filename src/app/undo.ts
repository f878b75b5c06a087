import i18next from 'i18next';
import { Vector } from '../base/vector.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { commandName } from '../wire/command-name.ts';
import type { ListedCommand, RecordedCommand } from '../wire/instant.ts';
import type { Source } from '../wire/source.ts';
import { branchTitle } from './branch-title.ts';

/** The commands around the instant shown: what undo takes back, what redo does again. */
interface Around {
  readonly last: ListedCommand | undefined;
  readonly next: ListedCommand | undefined;
}

/** Undo is going back: to the instant at which the last command on this branch was about to be given. Nothing is lost. */
export function undoLast(source: Source, mirror: Mirror): void {
  const { last } = around(mirror);
  const branch = mirror.branches.find(({ id }) => id === mirror.moment.branch);
  const { tell } = useSession.getState();
  if (!branch || !last) {
    tell(() => i18next.t('time.nothingToUndo'));
    return;
  }
  const command = (): string => commandName(last.command, languageNow());
  goTo(source, last, last.at);
  tell(() => i18next.t('time.undone', { command: command(), branch: branchTitle(branch, languageNow(), i18next.t) }), 'info', {
    label: () => i18next.t('time.redoOf', { command: shortened(command()) }),
    run: () => redoNext(source, mirror),
  });
}

/** Redo goes on to the instant right after the next command of this branch. */
export function redoNext(source: Source, mirror: Mirror): void {
  const { next } = around(mirror);
  const { tell } = useSession.getState();
  if (!next) {
    tell(() => i18next.t('time.nothingToRedo'));
    return;
  }
  goTo(source, next, next.at + 1);
  tell(() => i18next.t('time.redone', { command: commandName(next.command, languageNow()) }));
}

/** Names of what undo and redo would do now, for their buttons; undefined where there is nothing. */
export function useUndo(): { readonly undo: string | undefined; readonly redo: string | undefined } {
  const { mirror } = useCluster();
  const language = useSession((s) => s.language);
  useMirror('cursor', (m) => m.moment);
  useMirror('branches', (m) => m.branches);
  const { last, next } = around(mirror);
  return { undo: last && commandName(last.command, language), redo: next && commandName(next.command, language) };
}

/** A notice is there longer than the language it was begun in. */
const languageNow = () => useSession.getState().language;

/** On a button there is little room. */
const shortened = (command: string): string => (command.length > 44 ? `${command.slice(0, 43)}…` : command);

function goTo(source: Source, { event, t }: RecordedCommand, commands: number): void {
  source.send({ do: 'pause' });
  source.send({ do: 'seek', to: { event, commands, t } });
}

function around(mirror: Mirror): Around {
  const { commands, given } = commandsBefore(mirror);
  return { last: commands.get(given - 1), next: commands.get(given) };
}

/** The commands of the branch shown, and how many of them lie before the instant shown. Those given at this very instant stand in the log. */
export function commandsBefore({ branches, moment, happenings }: Mirror): { readonly commands: Vector<ListedCommand>; readonly given: number } {
  const commands = branches.find(({ id }) => id === moment.branch)?.commands ?? Vector.empty<ListedCommand>();
  const before = commands.indexFrom(({ event, t }) => event > moment.event || (event === moment.event && t >= moment.t));
  const atOnce = commands.indexFrom(({ event, t }) => event > moment.event || (event === moment.event && t > moment.t)) - before;
  let told = 0;
  for (let id = moment.happenings; id > 0 && told < atOnce && happenings.timeOf(id) === moment.t; id--)
    if (happenings.codeOf(id) === 'command' && !happenings.isBackground(id)) told++;
  return { commands, given: before + told };
}
