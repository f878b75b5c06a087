import type { Admission } from './admission.ts';

/** What runs in containers: images, servers, the shell. */
export const PROGRAM_ADMISSIONS: readonly Admission[] = [
  {
    id: 'shell-ls',
    where: ['engine/images/shell/commands/ls.ts'],
    en: 'ls in containers colours where busybox does; the alias that colours it for root in Ubuntu images is missing. Columns are counted in characters, not by their width.',
    ja: 'コンテナ内のlsは、BusyBoxが色を付ける場面では色を付けます。Ubuntuイメージのrootにある色付けのエイリアスはありません。桁は幅ではなく文字数で数えます。',
  },
  {
    id: 'tar-plain',
    where: ['engine/images/shell/commands/tar.ts'],
    en: 'tar in containers knows neither compression nor links nor owners, and does not keep permissions.',
    ja: 'コンテナの中のtarは圧縮、リンク、所有者を扱わず、パーミッションも保ちません。',
  },
  {
    id: 'programs-simulated',
    where: ['engine/images/servers/kubernetes.ts', 'engine/images/shell/launch.ts'],
    en: 'Containers do not run real programs. Well-known images behave plausibly on virtual time; images nobody described, and whatever a node, python or java program is, are plain servers that start within a second or so and answer every request.',
    ja: 'コンテナで本物のプログラムは動きません。よく知られたイメージは、仮想時間の上でそれらしく振る舞います。それ以外のイメージや、node、python、javaのプログラムは、1秒ほどで起動してどの要求にも答える、ただのサーバーです。',
  },
  {
    id: 'programs-exec-apart',
    where: [],
    en: 'A command run with exec (probes, hooks) shares files and environment with the container but does not see its main program: ps does not list it, and it cannot be signalled. In a real container both share one process namespace.',
    ja: 'execで実行したコマンド（プローブやフック）は、コンテナとファイルと環境変数を共有しますが、メインのプログラムは見えません。psには現れず、シグナルも送れません。実際のコンテナでは、同じプロセス名前空間にいます。',
  },
  {
    id: 'programs-usage',
    where: [],
    en: 'What a program uses of CPU and memory is a plausible figure that follows its requests, not a measurement.',
    ja: 'プログラムのCPUとメモリーの使用量は、受けた要求に応じて変わるもっともらしい値で、測定値ではありません。',
  },
  {
    id: 'images-few-files',
    where: ['engine/images/image-files.ts'],
    en: 'Of the thousands of files in a real image only the few that people look at are there.',
    ja: '実際のイメージには何千ものファイルがありますが、ここにあるのは、よく見られるわずかなものだけです。',
  },
  {
    id: 'servers-stopping',
    where: ['engine/images/servers/server.ts'],
    en: 'A server that is stopping still answers what arrives until it is gone; real ones close their listening sockets first.',
    ja: '停止中のサーバーは、終了するまで届いた要求に答えます。実際のサーバーは、先に待ち受けのソケットを閉じます。',
  },
  {
    id: 'servers-configuration',
    where: ['engine/images/servers/web.ts'],
    en: 'Of an nginx configuration only listen, root and return are read, and the guestbook takes entries without keeping them.',
    ja: 'nginxの設定は、listen、root、returnだけを読みます。ゲストブックは、書き込みを受け付けますが保存しません。',
  },
  {
    id: 'servers-data',
    where: [],
    en: 'Databases keep no data: of a data directory there is only the mark by which a restarted server knows that it has been set up already.',
    ja: 'データベースはデータを保存しません。データディレクトリーには、再起動したサーバーが初期化済みだと分かるための目印だけがあります。',
  },
  {
    id: 'shell-clients',
    where: ['engine/images/shell/commands/client-commands.ts'],
    en: 'Database clients (psql, mysql, redis-cli, …) only see whether the server takes the connection; passwords are not checked and queries answer next to nothing.',
    ja: 'データベースのクライアント（psql、mysql、redis-cliなど）は、サーバーが接続を受け付けるかどうかだけを見ます。パスワードは確認されず、クエリーにはほとんど何も返りません。',
  },
  {
    id: 'shell-language',
    where: ['engine/images/shell/parse.ts', 'engine/images/shell/expand.ts', 'base/shell-arithmetic.ts'],
    en: 'The shell knows no aliases, select, coprocesses, process substitution and arrays, matches patterns in one directory only, and its arithmetic does not wrap around at 64 bits.',
    ja: 'シェルには、エイリアス、select、コプロセス、プロセス置換、配列がありません。パターンは1つのディレクトリーの中だけで展開し、算術演算は64ビットで桁あふれしません。',
  },
  {
    id: 'shell-bounds',
    where: [
      'engine/images/shell/scope.ts',
      'engine/images/shell/run.ts',
      'engine/images/shell/commands/io.ts',
      'engine/images/shell/commands/system-commands.ts',
    ],
    en: 'A shell variable holds at most 256 KiB, a file 1 MiB, and endless output is slow. On a real machine memory and disk are the limits.',
    ja: 'シェルの変数は256KiBまで、ファイルは1MiBまでで、終わりのない出力はゆっくりです。実際のマシンでは、メモリーとディスクが限界になります。',
  },
  {
    id: 'shell-files',
    where: ['engine/images/shell/commands/file-commands.ts'],
    en: 'Files have no owners and modes (chmod and chown do nothing), a link is a copy, and what is copied out of an image nobody described is an empty file.',
    ja: 'ファイルには所有者もモードもなく（chmodとchownは何もしません）、リンクはコピーになります。内容の知られていないイメージからコピーしたものは、空のファイルです。',
  },
  {
    id: 'shell-commands',
    where: ['engine/images/shell/commands/sed.ts', 'engine/images/shell/commands/text-commands.ts', 'engine/images/shell/commands/load-commands.ts'],
    en: 'sed, awk and perl know the forms that examples use; of python -c and node -e only print and console.log have an effect.',
    ja: 'sed、awk、perlは、例でよく使われる書き方だけを理解します。python -cとnode -eで効果があるのは、printとconsole.logだけです。',
  },
];
