import type { JsonObject } from '../../base/json.ts';
import { callText } from '../../scene/ledger.ts';

/** What a person asked for, as they would type it; else what was done by hand, in the engine's own words. */
export function commandText(args: JsonObject): string {
  const { said: typed, text: words, command } = args as { said?: unknown; text?: unknown; command?: unknown };
  if (typeof typed === 'string') return typed;
  if (typeof words === 'string') return words;
  if (typeof command === 'string') return command;
  if (typeof command === 'object' && command !== null) {
    const c = command as { do?: unknown; said?: unknown };
    if (typeof c.said === 'string') return c.said;
    const request = (command as { request?: { method?: unknown; path?: unknown } }).request;
    if (request) return callText(String(request.method ?? ''), String(request.path ?? ''));
    if (c.do === 'apply') return 'kubectl apply -f -';
    return byHand(command as JsonObject);
  }
  return '';
}

/** `node.power node-2 off`, `container.exit default/web-1 web 137`. */
function byHand(command: JsonObject): string {
  const words = ['do', 'node', 'pod', 'container', 'component', 'id', 'fault', 'exitCode'].flatMap((key) =>
    command[key] === undefined ? [] : [String(command[key])],
  );
  const state = command['on'] ?? command['connected'] ?? command['healthy'];
  return [...words, ...(state === undefined ? [] : [state === true ? 'on' : 'off'])].join(' ');
}
