import type { NetworkDecisions } from '../../../../wire/decisions/network.ts';
import type { Sentences } from '../texts.ts';

const REASONS: Readonly<Record<string, string>> = {
  refused: 'the connection was refused',
  timeout: 'no answer came in time',
  'unknown-host': 'the name could not be resolved',
  closed: 'the connection was closed without an answer',
  'no-client': 'the pod that sends them is not running',
};

const reasonWords = (reason: string): string => REASONS[reason] ?? `the answer was an error (${reason.replace('http-', 'HTTP ')})`;

const secondsOf = (us: number): string => String(Number((us / 1_000_000).toFixed(1)));

export const network: Sentences<NetworkDecisions> = {
  'traffic.failing': ({ url, reason }) => ({ saw: `A request to ${url} failed: ${reasonWords(reason)}.`, decided: 'Goes on sending.' }),
  'traffic.recovered': ({ url, failures, forUs }) => ({
    saw: `For 10 seconds no request to ${url} has failed.`,
    decided: `Counts the trouble as over: ${failures} failed${forUs > 0 ? ` within ${secondsOf(forUs)} s` : ''}.`,
  }),
};
