import type { Admission } from './admission.ts';

/** kubectl and the shell of the page's terminal. */
export const TERMINAL_ADMISSIONS: readonly Admission[] = [
  {
    id: 'terminal-discovery',
    where: ['kubectl/cli/targets.ts'],
    en: 'In the terminal, kubectl knows all kinds from the start and sends no requests to learn of them.',
    ja: 'ターミナルのkubectlは初めからすべての種類を知っており、種類を調べるリクエストを送りません。',
  },
  {
    id: 'terminal-dump',
    where: ['kubectl/cli/cluster-dump.ts'],
    en: 'kubectl cluster-info dump shows empty lists of kinds that this cluster does not serve (ReplicationController, DaemonSet), where the real kubectl stops. In its JSON keys are sorted, not in the order of Go’s types.',
    ja: 'kubectl cluster-info dumpでは、このクラスターが扱わない種類（ReplicationController、DaemonSet）の一覧は空です。実際のkubectlはそこで止まります。JSONのキーはGoの型の順ではなく、名前の順に並びます。',
  },
  {
    id: 'terminal-verbosity',
    where: ['kubectl/cli/rest-log.ts'],
    en: 'kubectl -v=6 to -v=9 shows requests, answers and bodies; the lines about its configuration and features, most headers and the curl line are left out.',
    ja: 'kubectl -v=6から-v=9ではリクエスト、応答、本文が表示されます。設定や機能についての行、多くのヘッダー、curlの行は省かれます。',
  },
  {
    id: 'terminal-curl-headers',
    where: ['kubectl/cli/curl-web.ts'],
    en: 'curl in the terminal shows of the headers of a program’s answer only the length of the body. Programs get no body that is sent (-d), and those on the machines themselves (kubelet, kube-proxy, etcd) do not answer.',
    ja: 'ターミナルのcurlは、プログラムの応答のヘッダーとして本文の長さだけを表示します。送った本文（-d）はプログラムに届かず、マシン自体のプログラム（kubelet、kube-proxy、etcd）は応答しません。',
  },
  {
    id: 'terminal-yaml-errors',
    where: ['kubectl/go-yaml-words.ts'],
    en: 'What is wrong with a YAML text is said in the words of the real parser, but a line may be named where the real one reads further and names a later line.',
    ja: 'YAMLの誤りは実際のパーサーの言葉で示しますが、実際のパーサーがさらに先まで読む場合、示す行番号が異なることがあります。',
  },
  {
    id: 'terminal-diff',
    where: ['kubectl/cli/unified-diff.ts'],
    en: 'kubectl diff always prints the fewest changed lines; for long texts with little in common the real diff program may print more.',
    ja: 'kubectl diffは常に最小限の変更行を表示します。共通部分の少ない長いテキストでは、実際のdiffがより多くの行を表示することがあります。',
  },
  {
    id: 'terminal-tls',
    where: ['kubectl/cli/create-data.ts'],
    en: 'kubectl create secret tls does not check whether key and certificate belong together.',
    ja: 'kubectl create secret tlsは、鍵と証明書が対になっているかを確かめません。',
  },
  {
    id: 'terminal-drain',
    where: ['kubectl/cli/nodes.ts'],
    en: 'kubectl drain evicts one pod after the other; a real one sends the evictions at once.',
    ja: 'kubectl drainはPodを1つずつ退避させます。実際のkubectlはすべての退避リクエストを同時に送ります。',
  },
  {
    id: 'terminal-sort-by',
    where: ['kubectl/cli/get.ts'],
    en: 'kubectl get --sort-by: rows without the field come first; among rows of equal values a real kubectl may have another order.',
    ja: 'kubectl get --sort-byでは、フィールドのない行が先に並びます。値が等しい行の順序は実際のkubectlと異なることがあります。',
  },
  {
    id: 'terminal-filters',
    where: ['kubectl/cli/filters.ts'],
    en: 'sort, tail and wc in the terminal keep the first eight million characters; what comes after them is left out.',
    ja: 'ターミナルのsort、tail、wcが扱うのは最初の800万文字までで、それより後は省かれます。',
  },
  {
    id: 'terminal-shell',
    where: ['kubectl/cli/line-program.ts', 'kubectl/cli/xargs.ts'],
    en: 'In the terminal, $( ) does not see what a $(( )) left of it in the same command assigns, and xargs without input runs nothing, where GNU xargs runs its program once.',
    ja: 'ターミナルでは、同じコマンドの中で左にある$(( ))の代入は$( )から見えません。また、入力のないxargsは何も実行しません（GNUのxargsはプログラムを1回実行します）。',
  },
];
