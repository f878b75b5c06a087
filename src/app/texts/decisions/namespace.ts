import type { NamespaceDecisions } from '../../../wire/decisions/namespace.ts';
import type { DecisionTexts, Sentences } from './texts.ts';

const en: Sentences<NamespaceDecisions> = {
  'namespace.pods-first': ({ namespace }) => ({
    saw: `Namespace ${namespace} is being deleted and has pods.`,
    decided: 'Deletes the pods first, so that nothing runs any more without the rules around it.',
  }),
  'namespace.empty': ({ namespace, resources }) => ({
    saw: `Namespace ${namespace} is being deleted and has no pods.`,
    decided: `Deletes everything else in it: ${resources.join(', ')}.`,
  }),
  'namespace.wait': ({ remaining, finalizers }) => ({
    saw: `Still there: ${remaining.map(({ resource, count }) => `${count} ${resource}`).join(', ')}.${finalizers.length > 0 ? ` Held by: ${finalizers.join(', ')}.` : ''}`,
    decided: finalizers.length > 0 ? 'Waits until whoever set these finalizers takes them off.' : 'Looks again when they should be gone.',
  }),
  'namespace.finalize': ({ namespace }) => ({
    saw: `Nothing is left in Namespace ${namespace}.`,
    decided: 'Takes its finalizer off.',
    result: 'Now nothing holds it, and it goes.',
  }),
  'service-account.create': ({ namespace }) => ({
    saw: `Namespace ${namespace} has no ServiceAccount “default”.`,
    decided: 'Makes it; pods that name no other run under it.',
  }),
  'root-ca.create': ({ namespace }) => ({
    saw: `Namespace ${namespace} has no ConfigMap “kube-root-ca.crt”.`,
    decided: 'Makes it, so that pods can verify the API server.',
  }),
  'root-ca.restore': ({ namespace }) => ({
    saw: `The ConfigMap “kube-root-ca.crt” of Namespace ${namespace} is not as it should be.`,
    decided: 'Sets it right.',
  }),
};

const ja: Sentences<NamespaceDecisions> = {
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
  'root-ca.create': ({ namespace }) => ({
    saw: `Namespace ${namespace}にConfigMap「kube-root-ca.crt」がありません。`,
    decided: 'PodがAPIサーバーを検証できるように、作ります。',
  }),
  'root-ca.restore': ({ namespace }) => ({
    saw: `Namespace ${namespace}のConfigMap「kube-root-ca.crt」の内容が正しくありません。`,
    decided: '正しい内容に戻します。',
  }),
};

export const namespaceTexts: DecisionTexts<NamespaceDecisions> = { en, ja };
