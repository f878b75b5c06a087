import type { NetworkDecisions } from '../../../../wire/decisions/network.ts';
import type { Sentences } from '../texts.ts';

const REASONS: Readonly<Record<string, string>> = {
  refused: '接続が拒否されました',
  timeout: '時間内に応答がありませんでした',
  'unknown-host': '名前を解決できませんでした',
  closed: '応答がないまま接続が閉じられました',
  'no-client': '送信元のPodが動いていません',
};

const reasonWords = (reason: string): string => REASONS[reason] ?? `エラーの応答でした（${reason.replace('http-', 'HTTP ')}）`;

const secondsOf = (us: number): string => String(Number((us / 1_000_000).toFixed(1)));

export const network: Sentences<NetworkDecisions> = {
  'traffic.failing': ({ url, reason }) => ({ saw: `${url}へのリクエストが失敗しました。${reasonWords(reason)}。`, decided: '送信を続けます。' }),
  'traffic.recovered': ({ url, failures, forUs }) => ({
    saw: `10秒間、${url}へのリクエストは失敗していません。`,
    decided: `復旧したとみなします。${forUs > 0 ? `${secondsOf(forUs)}秒間で` : ''}${failures}件が失敗しました。`,
  }),
};
