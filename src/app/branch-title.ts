import type { TFunction } from 'i18next';
import type { Language } from '../session/session.ts';
import type { BranchInfo } from '../wire/instant.ts';
import { commandName } from '../wire/command-name.ts';

/** A branch as the reader calls it: a name a person gave stays, the command that began it is told in the reader's language. */
export function branchTitle(branch: BranchInfo, language: Language, t: TFunction): string {
  if (branch.parent === undefined && branch.name === 'main') return t('time.mainBranch');
  const { commands, fork } = branch;
  for (const { command, event } of commands.slice(commands.indexFrom((one) => one.event >= fork))) {
    if (commandName(command) === branch.name) return commandName(command, language);
    // A branch that Ctrl-C or keys began is named after what was done next.
    if (event > fork) break;
  }
  return branch.name;
}
