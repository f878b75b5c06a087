import type { NetworkDecisions } from '../../../wire/decisions/network.ts';
import type { DecisionTexts, Sentences } from './texts.ts';

const REASONS_EN: Readonly<Record<string, string>> = {
  refused: 'the connection was refused',
  timeout: 'no answer came in time',
  'unknown-host': 'the name could not be resolved',
  closed: 'the connection was closed without an answer',
  'no-client': 'the pod that sends them is not running',
};
const REASONS_JA: Readonly<Record<string, string>> = {
  refused: '接続が拒否されました',
  timeout: '時間内に応答がありませんでした',
  'unknown-host': '名前を解決できませんでした',
  closed: '応答がないまま接続が閉じられました',
  'no-client': '送信元のPodが動いていません',
};

const reasonEn = (reason: string): string => REASONS_EN[reason] ?? `the answer was an error (${reason.replace('http-', 'HTTP ')})`;
const reasonJa = (reason: string): string => REASONS_JA[reason] ?? `エラーの応答でした（${reason.replace('http-', 'HTTP ')}）`;
const secondsOf = (us: number): string => String(Number((us / 1_000_000).toFixed(1)));

const en: Sentences<NetworkDecisions> = {
  'traffic.failing': ({ url, reason }) => ({ saw: `A request to ${url} failed: ${reasonEn(reason)}.`, decided: 'Goes on sending.' }),
  'traffic.recovered': ({ url, failures, forUs }) => ({
    saw: `For 10 seconds no request to ${url} has failed.`,
    decided: `Counts the trouble as over: ${failures} failed${forUs > 0 ? ` within ${secondsOf(forUs)} s` : ''}.`,
  }),
};

const ja: Sentences<NetworkDecisions> = {
  'traffic.failing': ({ url, reason }) => ({ saw: `${url}へのリクエストが失敗しました。${reasonJa(reason)}。`, decided: '送信を続けます。' }),
  'traffic.recovered': ({ url, failures, forUs }) => ({
    saw: `10秒間、${url}へのリクエストは失敗していません。`,
    decided: `復旧したとみなします。${forUs > 0 ? `${secondsOf(forUs)}秒間で` : ''}${failures}件が失敗しました。`,
  }),
};

export const networkTexts: DecisionTexts<NetworkDecisions> = { en, ja };
