import { isObject, type Json, type JsonObject } from '../../base/json.ts';

/** What a command does to troubles: it begins one (for so long, or until it is ended), or ends some. */
export type TroubleChange =
  | { readonly begins: string; readonly lastsUs: number | undefined }
  /** A trouble by its name, with or without whom it concerns; `` = all. */
  | { readonly ends: string };

export interface TroubleStretch {
  readonly from: number;
  /** Undefined: it is still on. */
  readonly until: number | undefined;
}

const key = (fault: string, of: Json | undefined): string => `${fault} ${typeof of === 'string' ? of : ''}`;
const LASTING: Readonly<Record<string, string>> = {
  'node-power-off': 'node-power-off',
  'node-reboot': 'node-power-off',
  'node-partition': 'node-partition',
  'kubelet-restart': 'kubelet-restart',
};

/** Reads the arguments of a command's happening; undefined when it concerns no trouble that lasts. */
export function troubleOf({ command }: JsonObject): TroubleChange | undefined {
  if (!isObject(command)) return undefined;
  const { node } = command;
  switch (command.do) {
    case 'node.power':
      return switched(key('node-power-off', node), command.on);
    case 'node.network':
      return switched(key('node-partition', node), command.connected);
    case 'kubelet.process':
      return switched(key('kubelet-restart', node), command.on);
    case 'fault':
      return ofFault(String(command.fault), isObject(command.args) ? command.args : {});
    default:
      return undefined;
  }
}

const switched = (trouble: string, on: Json | undefined): TroubleChange => (on === true ? { ends: trouble } : { begins: trouble, lastsUs: undefined });

function ofFault(fault: string, args: JsonObject): TroubleChange | undefined {
  if (fault === 'mend') return { ends: typeof args['only'] === 'string' && args['only'] !== 'all' ? `${args['only']} ` : '' };
  const of = args['node'] ?? args['process'] ?? args['actor'] ?? args['image'] ?? args['pod'];
  const seconds = typeof args['seconds'] === 'number' ? args['seconds'] : undefined;
  const turns = typeof args['count'] === 'number' && (fault === 'node-flap' || fault === 'probe-flap') ? 2 * args['count'] : 1;
  if (fault === 'node-power-off') return { begins: key(fault, of), lastsUs: undefined };
  if (fault === 'process-crash' || seconds === undefined) return undefined;
  return { begins: key(LASTING[fault] ?? fault, of), lastsUs: seconds * turns * 1e6 };
}

/** When troubles were on, command by command. A command costs as much as there are troubles on, however many there have been. */
export class Troubles {
  /** All of them, in the order they began. */
  readonly stretches: { readonly trouble: string; readonly from: number; until: number | undefined }[] = [];
  private on: { readonly trouble: string; readonly from: number; until: number | undefined }[] = [];

  /** Commands come in their order. */
  take(t: number, change: TroubleChange): void {
    const ended = 'begins' in change ? change.begins : change.ends;
    this.on = this.on.filter(({ until }) => until === undefined || until > t);
    // All ends whatever lasts; machines that are off come back by their own commands.
    for (const one of this.on) if (one.until === undefined ? one.trouble === ended : one.trouble.startsWith(ended)) one.until = t;
    if (!('begins' in change)) return;
    const begun = { trouble: change.begins, from: t, until: change.lastsUs === undefined ? undefined : t + change.lastsUs };
    this.stretches.push(begun);
    this.on.push(begun);
  }
}
