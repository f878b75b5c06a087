import type { JsonObject } from '../../base/json.ts';
import { commandName, type ShownCommand } from '../../wire/command-name.ts';

/** What a person asked for, in words, from the arguments of a command's happening; '' when they name none. */
export function commandText(args: JsonObject, language: 'en' | 'ja'): string {
  const { command } = args;
  if (typeof command === 'string') return command;
  return typeof command === 'object' && command !== null && 'do' in command ? commandName(command as unknown as ShownCommand, language) : '';
}
