import { describe, expect, it } from 'vitest';
import type { Happening, HappeningCode } from '../../wire/happening.ts';
import { DECISIONS as decisionsEn } from './decisions/en/index.ts';
import { DECISIONS as decisionsJa } from './decisions/ja/index.ts';
import { VOLUME_VERDICTS as verdictsEn } from './decisions/en/persistent-volume.ts';
import { VOLUME_VERDICTS as verdictsJa } from './decisions/ja/persistent-volume.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { LINES as linesEn } from './lines/en.ts';
import { LINES as linesJa } from './lines/ja.ts';

/** `inspector.changed` → its text. */
function flat(texts: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) => {
      const at = path === '' ? key : `${path}.${key}`;
      return typeof value === 'object' ? [...flat(value as object, at)] : [[at, String(value)] as const];
    }),
  );
}
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();
const JAPANESE = /[\u3041-\u30ff\u4e00-\u9fff]/;
/** The same in both languages: names, letters, measures. (The palette's hint is made of what one can type.) */
const SAME = /^(Cutaway|YAML|REST|IP|Pod|Ready|main|English|日本語|(\{\{\w+\}\}|[…（）()\s])+)$/;

describe('both languages', () => {
  const [english, japanese] = [flat(en), flat(ja)];

  it('have the same texts, none of them empty, with the same arguments', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe('');
      expect(japanese.get(key)!.trim(), key).not.toBe('');
      expect(placeholders(japanese.get(key)!), key).toEqual(placeholders(text));
    }
  });

  it('leave no English sentence in Japanese', () => {
    const left = [...japanese].filter(([key, text]) => !JAPANESE.test(text) && !SAME.test(text) && key !== 'app.language' && key !== 'palette.hint');
    expect(left).toEqual([]);
  });

  it('know the same decisions and verdicts', () => {
    expect(Object.keys(decisionsJa).sort()).toEqual(Object.keys(decisionsEn).sort());
    expect(Object.keys(verdictsJa).sort()).toEqual(Object.keys(verdictsEn).sort());
  });
});

describe('the line of a happening', () => {
  const happening = (code: HappeningCode, args: object, more: Partial<Happening> = {}): Happening =>
    ({ id: 1, t: 0, code, actor: 'kubectl', cause: 0, args, ...more }) as unknown as Happening;
  const call = (method: string, path: string) => happening('api.request', { method, path }, { to: 'kube-apiserver' });

  it.each([
    ['GET', '/apis/apps/v1/namespaces/default/deployments/web', 'Asks the API server for Deployment web', 'Deployment webをAPIサーバーに問い合わせます'],
    ['GET', '/api/v1/pods?watch=true', 'Asks the API server to be told of every change of Pods', 'Podの変更をすべて知らせるよう、APIサーバーに求めます'],
    ['GET', '/api/v1/namespaces/a', 'Asks the API server for Namespace a', 'Namespace aをAPIサーバーに問い合わせます'],
    [
      'POST',
      '/api/v1/namespaces/default/pods',
      'Asks the API server to create a new Pod in namespace default',
      'Namespace defaultの新しいPodの作成をAPIサーバーに求めます',
    ],
    [
      'POST',
      '/api/v1/namespaces/default/pods/web-1/binding',
      'Asks the API server to bind Pod web-1 to a node',
      'Pod web-1をノードに割り当てるよう、APIサーバーに求めます',
    ],
    ['PATCH', '/api/v1/nodes/node-1/status', 'Reports the status of Node node-1 to the API server', 'Node node-1の状態をAPIサーバーに報告します'],
    ['PUT', '/api/v1/namespaces/a/finalize', 'Asks the API server to change the finalize of Namespace a', 'Namespace aのfinalizeの変更をAPIサーバーに求めます'],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/x/deployments/web/scale',
      'Asks the API server to scale Deployment x/web',
      'Deployment x/webのスケールをAPIサーバーに求めます',
    ],
    ['DELETE', '/api/v1/namespaces/default/pods/web-1', 'Asks the API server to delete Pod web-1', 'Pod web-1の削除をAPIサーバーに求めます'],
    [
      'DELETE',
      '/api/v1/namespaces/x/configmaps',
      'Asks the API server to delete all ConfigMaps in namespace x',
      'Namespace xのすべてのConfigMapの削除をAPIサーバーに求めます',
    ],
    ['GET', '/healthz', 'GET /healthz', 'GET /healthz'],
  ])('tells %s %s in words', (method, path, english, japanese) => {
    expect(linesEn.line(call(method, path))).toBe(english);
    expect(linesJa.line(call(method, path))).toBe(japanese);
  });

  it('tells what was stored and who is told', () => {
    const write = happening('etcd.write', { type: 'ADDED', resource: 'pods', key: 'default/web-1' }, { rev: 7 });
    expect([linesEn.line(write), linesJa.line(write)]).toEqual(['Revision 7: Pod web-1 is new', 'リビジョン7: Pod web-1が追加されました']);
    const told = happening('watch.event', { type: 'DELETED', resource: 'nodes', key: 'node-1' }, { to: 'kubelet/node-1' });
    expect([linesEn.line(told), linesJa.line(told)]).toEqual([
      'Tells kubelet (node-1): Node node-1 is gone',
      'kubelet (node-1)への知らせ: Node node-1がなくなりました',
    ]);
  });
});
