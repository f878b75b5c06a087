import type { Flow } from '../../scene/travellers.ts';
import type { Hue, Tokens } from '../glyphs/tokens.ts';

/** What kind of message it is, by the family of what it is about. */
export function flowHue(kind: Flow['kind'], tokens: Tokens): Hue {
  switch (kind) {
    case 'request':
    case 'response':
    case 'absence':
    case 'watch':
    case 'probe':
      return tokens.family.workload;
    case 'refusal':
    case 'lost':
      return tokens.bad;
    case 'packet':
    case 'dns':
      return tokens.family.network;
    case 'volume':
      return tokens.family.storage;
    case 'cri':
    case 'heartbeat':
      return tokens.family.cluster;
    case 'command':
      return tokens.family.control;
    default:
      return kind satisfies never;
  }
}
