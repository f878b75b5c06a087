import type { KubeletDecisions } from '../../../../wire/decisions/kubelet.ts';
import type { Sentences } from '../texts.ts';

export const kubelet: Sentences<KubeletDecisions> = {
  'kubelet.admit': ({ pod, containers: n }) => ({
    saw: `Pod ${pod}がこのノードにバインドされました。`,
    decided: `受け入れます。実行するコンテナは${n}個です。`,
  }),
  'kubelet.refuse': ({ pod, reason, message }) => ({
    saw: `Pod ${pod}がバインドされましたが、受け入れられません（${message}）。`,
    decided: '実行しません。',
    result: `フェーズはFailed、理由は${reason}になります。`,
  }),
  'kubelet.wait-volumes': ({ pod, volumes, error }) => ({
    saw: `Pod ${pod}のボリューム${volumes.join('、')}を用意できません（${error}）。`,
    decided: '待ちます。すべてのボリュームがそろうまで、Podのコンテナは起動しません。',
    result: '0.5秒後に再試行し、そのたびに間隔を2倍にします。',
  }),
  'kubelet.wait-network': ({ pod }) => ({
    saw: 'このノードにはまだPod用のアドレス範囲がありません。',
    decided: `Pod ${pod}を待たせ、1秒後にもう一度確認します。`,
  }),
  'kubelet.sandbox': ({ pod, attempt }) => ({
    saw: attempt === 0 ? `Pod ${pod}にはまだサンドボックスがありません。` : `Pod ${pod}のサンドボックスが失われています。`,
    decided: 'コンテナランタイムにPodサンドボックスを作らせます。PodのIPアドレスを持つネットワークを、pauseコンテナが保持します。',
  }),
  'kubelet.pull': ({ container, image, policy, queued }) => ({
    saw:
      policy === 'Always'
        ? `コンテナ${container}のイメージ${image}は毎回取得します（Always）。`
        : `コンテナ${container}のイメージ${image}がノードにありません。`,
    decided: queued > 0 ? `取得します。ただし1つずつなので、先に待っている${queued}件の後になります。` : 'すぐに取得します。',
  }),
  'kubelet.image-present': ({ container, image }) => ({
    saw: `コンテナ${container}のイメージ${image}はノードにあります。`,
    decided: 'そのまま使います。取得は不要です。',
  }),
  'kubelet.wait-pull-back-off': ({ container, image, seconds: n }) => ({
    saw: `コンテナ${container}のイメージ${image}の取得に失敗しています。`,
    decided: `あと${n}秒待ちます。`,
    result: '失敗するたびに間隔が2倍になります（最大5分）。',
  }),
  'kubelet.wait-init': ({ pod, container, done, total }) => ({
    saw: `Pod ${pod}のInitコンテナ${total}個のうち${done}個が終わりました。`,
    decided: `次は${container}です。後に続くコンテナはその終了を待ちます。`,
  }),
  'kubelet.start': ({ container, attempt }) => ({
    saw: `コンテナ${container}は動いていません。`,
    decided: attempt === 0 ? '起動します。' : `もう一度起動します（${attempt}回目の再起動）。`,
  }),
  'kubelet.wait-restart': ({ container, exitCode, backOffSeconds, restarts }) => ({
    saw: `コンテナ${container}が終了コード${exitCode}で終了しました。これまでの再起動は${restarts}回です。`,
    decided: `終了から${backOffSeconds}秒たつまで待ちます。`,
    result: 'CrashLoopBackOffです。再起動のバックオフは毎回2倍になります（最大5分）。',
  }),
  'kubelet.kill': ({ container, why }) => ({ saw: `${why}.`, decided: `コンテナ${container}を停止します。` }),
  'kubelet.terminate': ({ pod, containers: n, graceSeconds }) => ({
    saw: `Pod ${pod}に削除の印が付きました。`,
    decided: `コンテナ${n}個を止めます。preStopフック、続いてSIGTERMの順です。`,
    result: `${graceSeconds}秒の猶予期間が過ぎても動いていれば強制終了します。`,
  }),
  'kubelet.grace-over': ({ container, graceSeconds }) => ({
    saw: `コンテナ${container}は猶予期間（${graceSeconds}秒）が過ぎてもまだ動いています。`,
    decided: 'SIGKILLで強制終了します。',
    result: '終了コードは137です。',
  }),
  'kubelet.done': ({ pod, phase }) => ({
    saw: `Pod ${pod}のすべてのコンテナが終了し、もう再起動されません。`,
    decided: `フェーズは${phase}です。サンドボックスを止めます。`,
  }),
  'kubelet.release': ({ pod }) => ({
    saw: `Pod ${pod}のものはノードに何も残っておらず、最後の状態も書き込み済みです。`,
    decided: '猶予期間0でオブジェクトを削除します。',
    result: 'ここで初めてAPIから消えます。',
  }),
  'kubelet.ready': ({ pod, container, ready }) => ({
    saw: ready
      ? `Pod ${pod}のコンテナ${container}が動いていて、readinessプローブ（あれば）も成功しました。`
      : `Pod ${pod}のコンテナ${container}が止まったか、readinessプローブが失敗しました。`,
    decided: ready ? '準備完了（ready）と報告します。' : '準備未完了（not ready）と報告します。',
  }),
  'kubelet.reconcile': ({ pods, orphans }) => ({
    saw: `APIによると、このノードのPodは${pods}個です。ほかに、APIが知らないPodのコンテナが${orphans}個分あります。`,
    decided: '前者は続け、後者は止めます。',
  }),
  'kubelet.grow-volume': ({ pod, volume, size }) => ({
    saw: `Pod ${pod}のボリューム${volume}のディスクは${size}になりましたが、その上のファイルシステムはまだ元の大きさです。`,
    decided: 'ファイルシステムを広げます。Podは動いたままです。',
    result: 'これで、PVCの容量が求めた大きさになります。',
  }),
  'kubelet.deadline': ({ pod, seconds: n }) => ({
    saw: `Pod ${pod}がactiveDeadlineSeconds（${n}秒）まで動きました。`,
    decided: '停止します。',
    result: 'フェーズはFailed、理由はDeadlineExceededになります。',
  }),
};
