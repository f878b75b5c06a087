import type { NamespaceDecisions } from '../../../../wire/decisions/namespace.ts';
import type { Sentences } from '../texts.ts';

export const namespace: Sentences<NamespaceDecisions> = {
  'namespace.pods-first': ({ namespace }) => ({
    saw: `Namespace ${namespace}は削除の途中で、Podが残っています。`,
    decided: 'Podだけが動き続けることのないように、まずPodを削除します。',
  }),
  'namespace.empty': ({ namespace, resources }) => ({
    saw: `Namespace ${namespace}は削除の途中で、Podはもうありません。`,
    decided: `残りをすべて削除します（${resources.join('、')}）。`,
  }),
  'namespace.wait': ({ remaining, finalizers }) => ({
    saw: `まだ残っています（${remaining.map(({ resource, count }) => `${resource} ${count}個`).join('、')}）。${finalizers.length > 0 ? `ファイナライザー${finalizers.join('、')}が引き止めています。` : ''}`,
    decided: finalizers.length > 0 ? 'ファイナライザーが外されるのを待ちます。' : 'なくなるころに、もう一度確かめます。',
  }),
  'namespace.finalize': ({ namespace }) => ({
    saw: `Namespace ${namespace}には何も残っていません。`,
    decided: 'ファイナライザーを外します。',
    result: '引き止めるものがなくなり、Namespaceは消えます。',
  }),
  'service-account.create': ({ namespace }) => ({
    saw: `Namespace ${namespace}にServiceAccount「default」がありません。`,
    decided: '作ります。ほかを指定しないPodは、これを使って動きます。',
  }),
  'service-account-token.fill': ({ secret, account }) => ({
    saw: `Secret ${secret}はServiceAccount ${account}のトークンのためのものですが、内容がそろっていません。`,
    decided: 'トークン、CA証明書、Namespaceの名前を書き込みます。',
  }),
  'service-account-token.delete': ({ secret, account }) => ({
    saw: `Secret ${secret}はServiceAccount ${account}のトークンのためのものですが、そのServiceAccountはありません。`,
    decided: 'Secretを削除します。',
  }),
  'service-account-token.forget': ({ secret, account }) => ({
    saw: `ServiceAccount ${account}が挙げているSecret ${secret}は、もうありません。`,
    decided: 'ServiceAccountからその名前を外します。',
  }),
  'root-ca.create': ({ namespace }) => ({
    saw: `Namespace ${namespace}にConfigMap「kube-root-ca.crt」がありません。`,
    decided: 'PodがAPIサーバーを検証できるように、作ります。',
  }),
  'root-ca.restore': ({ namespace }) => ({
    saw: `Namespace ${namespace}のConfigMap「kube-root-ca.crt」の内容が正しくありません。`,
    decided: '正しい内容に戻します。',
  }),
};
