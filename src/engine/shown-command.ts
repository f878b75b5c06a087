import { isObject, type JsonObject } from '../base/json.ts';
import type { Command } from '../wire/command.ts';
import { applyName } from '../wire/command-name.ts';
import type { OutsideInput } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';

/** Of a text so much is kept in the record; the whole is in the session. */
const KEPT = 400;
/** Of longer bodies nothing is. */
const MOST_VALUES = 1_000;
const MOST_CHARACTERS = 4_000;

/** A command as the record keeps it, which goes into frames: long texts are kept in the session, not twice. */
export function shown(command: Command): JsonObject {
  return recorded(command) as unknown as JsonObject;
}

function recorded(command: Command): object {
  switch (command.do) {
    case 'apply':
      return { do: 'apply', said: applyName(command.source) };
    case 'kubectl':
      return { do: 'kubectl', line: cut(command.line) };
    case 'input':
      return { ...command, text: cut(command.text) };
    case 'edited':
      return { ...command, text: command.text === null ? null : cut(command.text) };
    case 'request':
    case 'client':
      return { ...command, request: withoutLongBody(command.request) };
    case 'client.input':
      return { ...command, input: shortInput(command.input) };
    default:
      return command;
  }
}

const cut = (text: string): string => text.slice(0, KEPT);

const shortInput = (input: OutsideInput): OutsideInput => ('text' in input ? { ...input, text: cut(input.text) } : input);

function withoutLongBody(request: ApiRequest): ApiRequest {
  if (request.body === undefined || left(request.body, { values: MOST_VALUES, characters: MOST_CHARACTERS })) return request;
  const { body: _body, ...rest } = request;
  return rest;
}

interface Budget {
  values: number;
  characters: number;
}

/** Whether a value fits; looks no further than the budget goes. */
function left(value: unknown, budget: Budget): boolean {
  if (--budget.values < 0) return false;
  if (typeof value === 'string') return (budget.characters -= value.length) >= 0;
  if (Array.isArray(value)) return value.every((item) => left(item, budget));
  if (!isObject(value)) return true;
  return Object.keys(value).every((key) => (budget.characters -= key.length) >= 0 && left(value[key], budget));
}
