import type { TFunction } from 'i18next';
import type { Mirror } from '../mirror/mirror.ts';
import { useSession } from '../session/session.ts';
import { commandName } from '../wire/command-name.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import type { Source } from '../wire/source.ts';

/** Undo is going back: to just before the last command on this branch that has been given at the instant shown. Nothing is lost. */
export function undoLast(source: Source, mirror: Mirror, t: TFunction): void {
  const branch = mirror.branches.find(({ id }) => id === mirror.moment.branch);
  const given = branch ? commandsGiven(mirror, branch.commands) : 0;
  const last = branch?.commands[given - 1];
  const { tell } = useSession.getState();
  if (!branch || !last) {
    tell(t('time.nothingToUndo'));
    return;
  }
  source.send({ do: 'pause' });
  source.send({ do: 'seek', to: { event: last.event, commands: given - 1 } });
  tell(t('time.undone', { command: commandName(last.command), branch: branch.name }));
}

/** How many of a branch's commands have been given at the instant shown. Those given at this very instant stand in the log. */
function commandsGiven({ moment, happenings }: Mirror, commands: readonly RecordedCommand[]): number {
  const before = commands.filter(({ event, t }) => event < moment.event || t < moment.t).length;
  const atOnce = commands.filter(({ event, t }) => event === moment.event && t === moment.t).length;
  let told = 0;
  for (let id = moment.happenings; id > 0 && told < atOnce && happenings.timeOf(id) === moment.t; id--) if (happenings.codeOf(id) === 'command') told++;
  return before + told;
}
