import type { OwnWordsKey } from '../../wire/own-words.ts';

/** Cutawayのターミナル自身の言葉。`{name}`は引数です。 */
export const OWN_WORDS: Readonly<Record<OwnWordsKey, string>> = {
  help: `kubectl（またはk）  このクラスターのすべて。kubectl --helpでコマンドの一覧を表示します
curl                APIサーバー、またはクラスター内のアドレスに問い合わせます。Serviceは
                    CLUSTER-IPで指定します（kubectl get svc）。名前で引けるのはPodの中だけです:
                    kubectl run tmp --rm -it --image=busybox -- sh のあと wget -qO- web
| フィルター        {filters}, less, tee, xargs
watch               行を繰り返し実行します。ほかにsleep、date、seq、echo、printf、test
if、ループ         for i in 1 2 3; do …; done、while、until、if、&& || ; $(…) $((…))
ファイル            > と >> で書き込み、< と kubectl -f で読み込みます。ls、cp、mv、rm、touch
                    cat > FILE <<'EOF' はEOFまでの行を受け取ります。kubectl editでオブジェクトを開きます
変数                NAME=value、export、unset、env、$NAME、$?
history             これまでに入力した行（上キーで呼び出せます）。clear、exit
Tabで補完           Ctrl-Cで実行中のものを中断します
`,
  notFound: '{name}: コマンドが見つかりません（使えるのはkubectl、curl、watch、grepやsortなどのフィルター、ファイルです。helpを参照してください）',
  'notFound.near': '{name}: コマンドが見つかりません（{near}のことですか？）',
  notOffered: '{what}はここでは使えません',
  awk: 'awkはここでは使えません。kubectlに-o jsonpathと-o custom-columnsがあり、cut、sed、grepも使えます',
  cd: 'ここには移動先のフォルダーがありません。ファイルには名前だけがあります',
  editors: "エディターはここでは使えません。オブジェクトはkubectl editで開きます。cat > FILE <<'EOF' はEOFまでの行をファイルにします",
  helm: 'helmはこのページでは使えません。外部からはこのクラスターに対して使えます',
  history: 'これまでに入力した行は、上キーで呼び出せます',
  jq: 'jqはここでは使えません。kubectlに-o jsonpathと-o go-templateがあります',
  mkdir: 'ここにはフォルダーがありません。名前にスラッシュを含められます',
  sudo: 'sudoはここでは使えません。このターミナルはクラスターの管理者です',
  wget: 'wgetはここでは使えません。curlがあります',
  'kubectl.alpha': 'kubectl alphaはここでは使えません。含まれるコマンドは、どのバージョンでもなくなる可能性があります',
  'kubectl.completion': 'kubectl completionはここでは使えません。シェル用のスクリプトを作るコマンドです。このターミナルはTabキーで補完します',
  'kubectl.debug': 'kubectl debugはここでは使えません。実行中のPodにコンテナを追加できません。kubectl exec -itでPodのコンテナの中でシェルを実行できます',
  'kubectl.kustomize': 'kubectl kustomizeはここでは使えません。kustomizationはビルドされません。マニフェストをそのままkubectl apply -fで適用してください',
  'kubectl.plugin': 'kubectl pluginはここでは使えません。プラグインはマシン上のプログラムで、このターミナルにはマシンがありません',
  'kubectl.port-forward':
    'kubectl port-forwardはここでは使えません。マシンのポートを開くコマンドで、このターミナルにはマシンがありません。kubectl exec POD -- curl localhost:PORTで同じプログラムに問い合わせられます（npm run serveを使うと、手元のkubectlでポートを転送できます）',
  'kubectl.proxy':
    'kubectl proxyはここでは使えません。マシンのポートを開くコマンドです。このターミナルからは、curlでAPIサーバー、Service、Podに、kubectl get --rawでAPIのどのパスにもアクセスできます',
  'kubectl.config':
    'kubectl {what}はここでは使えません。このターミナルのコンテキストは1つで、クラスターとユーザーも1つずつです。Namespaceはkubectl config set-context --current --namespace=NAMEで設定します',
  ownCluster: '{what}はここでは使えません。このターミナルは自身のクラスターだけに、その管理者としてアクセスします',
  context: '別のコンテキストはここでは使えません。このターミナルは自身のクラスターだけにアクセスします',
  user: '別のクラスターやユーザーはここでは使えません。このターミナルは自身のクラスターだけにアクセスします',
  addresses: '-f {name}: アドレスはここでは使えません。ネットワークからは何も取得しません',
  hereString: '<<<はここでは使えません。ヒアドキュメント（<<EOF）を使ってください',
  pipeBoth: '|&はここでは使えません。2>&1 |と書いてください',
  background: '&はここでは使えません。このターミナルは一度に1つのコマンドを実行します',
  parentheses: '( )はここでは使えません。関数もサブシェルもありません。語の一部として使うときは引用符で囲みます',
  braces: '${ }の中で使えるのは変数名だけです',
  hereDocument: "$( )とバッククォートはここでは使えません。<<'EOF'はテキストをそのまま受け取ります",
  construct: '{what}はここでは使えません。使えるのはif、for、while、until、[ ]、$( )です',
  piped: 'if、for、whileの全体に対する入出力はここでは使えません。| < >は中のコマンドに付けるか、全体を$( )で囲んでください',
  errorsTo: '2>の出力先にできるのは/dev/nullだけです',
  sed: 'sed: {what}はここでは使えません。使えるのはs/…/…/、d、p、qだけです',
  pattern: '{name}: {what}はパターンではないか、繰り返しが多すぎてここでは使えません',
  tooMuch: 'ファイルまたはパイプへの出力が多すぎます。残りは省かれました',
  longLine: '行が長すぎます。読み込むのは{most}文字までです',
  manyWords: '行の語が多すぎます。読み込むのは{most}語までです',
  longWord: '語が長すぎます。{most}文字までです',
  largeFiles: '{name}: ファイルが大きすぎて一度に読み込めません。{most}文字までです',
  largeFile: '{name}: ファイルが大きすぎます。1つのファイルは{most}文字までです',
  fullFiles: '{name}: 空きがありません。ファイルは合計で{most}文字までです。rmで空きを作れます',
  idleLoop: '何も待たないループを終了しました。sleepを入れてください',
  broken: 'この行はターミナルで扱える量を超えたため、終了しました',
};
