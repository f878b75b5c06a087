import { ms, seconds } from '../../../base/time.ts';
import { common, dashed, iso, slashed } from '../clock.ts';
import { commonLog, envOf, flagOf, MiB, ok, pathOf, queryOf, type ServerAnswer, type ServerSpec, type ServerStart } from './spec.ts';

/** The page nginx serves when nothing else was put in its place. */
export const NGINX_WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;
export const HTTPD_WELCOME = '<html><body><h1>It works!</h1></body></html>\n';

const nginxError = (status: number, title: string, version: string): ServerAnswer => ({
  status,
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`,
});

/**
 * Simplified: of an nginx configuration only `listen`, `root` and `return CODE text` of the server block are read; real nginx reads all of it.
 */
function nginxConfig(start: ServerStart): NginxConfig & { readonly ports: readonly number[] } {
  const { files } = start.world;
  const dir = files.list('/etc/nginx/conf.d') ?? [];
  const main = files.read('/etc/nginx/nginx.conf') ?? '';
  const config = readNginx([...dir.filter((name) => name.endsWith('.conf')).map((name) => files.read(`/etc/nginx/conf.d/${name}`) ?? ''), main].join('\n'));
  if (config.ports.length > 0) return config;
  return { ...config, ports: start.context.image.name.includes('unprivileged') ? [8080] : [80] };
}

interface NginxConfig {
  readonly ports: readonly number[];
  readonly root: string;
  readonly returns: ServerAnswer | undefined;
}

/** The configuration read last: all pods of a Deployment have the same. */
let lastRead: { readonly text: string; readonly config: NginxConfig } | undefined;

function readNginx(given: string): NginxConfig {
  if (lastRead?.text === given) return lastRead.config;
  const text = given.replaceAll(/#.*/g, '');
  const ports = [...text.matchAll(/\blisten\s+(?:[\w.:[\]]*:)?(\d+)\b[^;]*;/g)].map((match) => Number(match[1]));
  const back = /\breturn\s+(\d{3})(?:\s+(?:'([^']*)'|"([^"]*)"|([^;\s]+)))?\s*;/.exec(text);
  const config = {
    ports: [...new Set(ports)],
    root: /\broot\s+([^;\s]+)\s*;/.exec(text)?.[1] ?? '/usr/share/nginx/html',
    returns: back ? { status: Number(back[1]), body: (back[2] ?? back[3] ?? back[4] ?? '').replaceAll('\\n', '\n') } : undefined,
  };
  lastRead = { text: given, config };
  return config;
}

/** A file of a document root, as static servers answer. */
function fromRoot(start: ServerStart, root: string, path: string, welcome: string): ServerAnswer | undefined {
  const { files } = start.world;
  const whole = `${root}${path}`;
  if (files.list(root) === undefined) return path === '/' || path === '/index.html' ? ok(welcome) : undefined;
  const content = files.read(path.endsWith('/') ? `${whole}index.html` : whole);
  if (content !== undefined) return ok(content);
  if (files.stat(whole)?.type === 'directory') return path.endsWith('/') ? { status: 403, body: '' } : { status: 301, body: '' };
  return undefined;
}

const nginx: ServerSpec = {
  startUs: ms(220),
  ports: (start) => nginxConfig(start).ports,
  starting: () =>
    [
      '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
      '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
      '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
      '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
      '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
      '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
      '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
      '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
      '/docker-entrypoint.sh: Configuration complete; ready for start up',
      '',
    ].join('\n'),
  ready: ({ clock, context }) =>
    [`using the "epoll" event method`, `nginx/${context.image.version}`, 'start worker processes', 'start worker process 29']
      .map((text) => `${slashed(clock)} [notice] 1#1: ${text}\n`)
      .join(''),
  answer: (start, request) => {
    const { root, returns } = nginxConfig(start);
    const { version } = start.context.image;
    if (returns) return returns;
    const found = fromRoot(start, root, pathOf(request), NGINX_WELCOME);
    if (found === undefined) return nginxError(404, 'Not Found', version);
    if (found.status === 403) return nginxError(403, 'Forbidden', version);
    return found.status === 301 ? nginxError(301, 'Moved Permanently', version) : found;
  },
  accessLog: (clock, request, answer) => `${commonLog(common(clock), request, answer)} "-" "${request.userAgent ?? 'curl/8.16.0'}" "-"\n`,
  answerUs: ms(1),
  memoryBytes: 6 * MiB,
  memoryBytesPerRequest: 4_096,
  cpuMilliPerRequest: 0.12,
  startCpuMilli: 120,
  // The image's stop signal is QUIT: it finishes what it is answering and goes.
  stop: {
    exitCode: 0,
    afterUs: ms(90),
    says: (clock) =>
      ['signal 3 (SIGQUIT) received, shutting down', 'worker process 29 exited with code 0', 'exit']
        .map((text) => `${slashed(clock)} [notice] 1#1: ${text}\n`)
        .join(''),
  },
};

const httpd: ServerSpec = {
  startUs: ms(280),
  stream: 'stderr',
  ready: ({ clock, context }) =>
    `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${context.podIP}. Set the 'ServerName' directive globally to suppress this message\n` +
    `[${dashed(clock)}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/${context.image.version} (Unix) configured -- resuming normal operations\n` +
    `[${dashed(clock)}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n`,
  answer: (start, request) =>
    fromRoot(start, '/usr/local/apache2/htdocs', pathOf(request), HTTPD_WELCOME) ?? {
      status: 404,
      body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
    },
  accessLog: (clock, request, answer) => `${commonLog(common(clock), request, answer)}\n`,
  answerUs: ms(1),
  memoryBytes: 9 * MiB,
  cpuMilliPerRequest: 0.2,
  startCpuMilli: 150,
  stop: { exitCode: 0, afterUs: ms(120) },
};

const apachePhp = (
  body: (start: ServerStart, request: Parameters<NonNullable<ServerSpec['answer']>>[1]) => ServerAnswer,
  cpu: number,
  answerUs: number,
): ServerSpec => ({
  ...httpd,
  startUs: ms(450),
  answer: body,
  answerUs,
  memoryBytes: 24 * MiB,
  cpuMilliPerRequest: cpu,
});

/** Written in Go without a handler of TERM: as pid 1 the runtime ends it with 2. */
const GO_DEFAULT_STOP = { exitCode: 2, afterUs: ms(2) } as const;
const portNumber = (text: string | undefined, otherwise: number): number => {
  const number = Number(text?.slice(text.lastIndexOf(':') + 1));
  return Number.isInteger(number) && number > 0 ? number : otherwise;
};

function whoamiBody({ context }: ServerStart, request: Parameters<NonNullable<ServerSpec['answer']>>[1]): string {
  const name = envOf(context, 'WHOAMI_NAME');
  return (
    `${name ? `Name: ${name}\n` : ''}Hostname: ${context.hostname}\nIP: 127.0.0.1\nIP: ::1\nIP: ${context.podIP}\nRemoteAddr: ${request.client}:40312\n` +
    `${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1\nHost: ${request.host ?? context.podIP}\nUser-Agent: ${request.userAgent ?? 'curl/8.16.0'}\nAccept: */*\n\n`
  );
}

export const WEB_SERVERS: Readonly<Record<string, ServerSpec>> = {
  nginx,
  httpd,
  php: apachePhp((start, request) => fromRoot(start, '/var/www/html', pathOf(request), '') ?? { status: 403, body: 'Forbidden' }, 4, ms(3)),
  'hpa-example': apachePhp(() => ok('OK!'), 190, ms(95)),
  // Simplified: entries of the guestbook are taken and not kept; the real one writes to the Redis leader and reads from a follower.
  'guestbook-frontend': apachePhp(
    (_, request) => {
      if (pathOf(request) !== '/guestbook.php')
        return ok(
          '<html ng-app="redis">\n  <head>\n    <title>Guestbook</title>\n  </head>\n  <body ng-controller="RedisCtrl">\n    <h2>Guestbook</h2>\n  </body>\n</html>\n',
        );
      return ok(queryOf(request)['cmd'] === 'set' ? '{"message": "Updated"}' : '{"data": ""}');
    },
    3,
    ms(6),
  ),
  wordpress: {
    ...apachePhp(
      (_, request) =>
        pathOf(request) === '/'
          ? { status: 302, body: '' }
          : pathOf(request).startsWith('/wp-')
            ? ok('<!DOCTYPE html>\n<html lang="en-US">\n<title>WordPress &rsaquo; Installation</title>\n</html>\n')
            : { status: 404, body: 'Not Found' },
      25,
      ms(60),
    ),
    startUs: ms(1_600),
    starting: ({ context }) =>
      `WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully copied to /var/www/html\n${envOf(context, 'WORDPRESS_DB_HOST') === undefined ? '' : "No 'wp-config.php' found in /var/www/html, but 'WORDPRESS_...' variables supplied; copying 'wp-config-docker.php' (WORDPRESS_DB_HOST WORDPRESS_DB_PASSWORD)\n"}`,
    memoryBytes: 60 * MiB,
  },
  whoami: {
    startUs: ms(12),
    ports: ({ argv, context }) => [portNumber(flagOf(argv, '--port', '-port') ?? envOf(context, 'WHOAMI_PORT_NUMBER'), 80)],
    ready: ({ clock, argv, context }) =>
      `${slashed(clock)} Starting up on port ${portNumber(flagOf(argv, '--port', '-port') ?? envOf(context, 'WHOAMI_PORT_NUMBER'), 80)}\n`,
    stream: 'stderr',
    answer: (start, request) => (pathOf(request) === '/health' ? { status: 200, body: '' } : ok(whoamiBody(start, request))),
    memoryBytes: 3 * MiB,
    cpuMilliPerRequest: 0.08,
    stop: GO_DEFAULT_STOP,
  },
  'http-echo': {
    startUs: ms(10),
    ports: ({ argv }) => [portNumber(flagOf(argv, '-listen', '--listen'), 5678)],
    refuses: ({ argv, context }) =>
      (flagOf(argv, '-text', '--text') ?? envOf(context, 'ECHO_TEXT') ?? 'hello-world') === ''
        ? { exitCode: 127, stderr: 'Missing -text option!\n', afterUs: ms(10) }
        : undefined,
    ready: ({ argv, clock }) => `${slashed(clock)} [INFO] server is listening on ${flagOf(argv, '-listen', '--listen') ?? ':5678'}\n`,
    answer: ({ argv, context }, request) =>
      pathOf(request) === '/health' ? ok('{"status":"ok"}\n') : ok(`${flagOf(argv, '-text', '--text') ?? envOf(context, 'ECHO_TEXT') ?? 'hello-world'}\n`),
    accessLog: (clock, request, answer) =>
      `${slashed(clock)} ${request.host ?? ''} ${request.client}:40312 "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${answer.status} ${answer.body.length} "${request.userAgent ?? 'curl/8.16.0'}" 20.9µs\n`,
    memoryBytes: 3 * MiB,
    cpuMilliPerRequest: 0.08,
    stop: { exitCode: 0, afterUs: ms(5) },
  },
  'hello-app': {
    startUs: ms(15),
    ports: ({ context }) => [portNumber(envOf(context, 'PORT'), 8080)],
    stream: 'stderr',
    ready: ({ clock, context }) => `${slashed(clock)} Server listening on port ${portNumber(envOf(context, 'PORT'), 8080)}\n`,
    answer: ({ context }) =>
      ok(
        `Hello, world!\nVersion: ${context.image.version.split('.').length === 3 ? context.image.version : `${context.image.version}.0.0`}\nHostname: ${context.hostname}\n`,
      ),
    accessLog: (clock, request) => `${slashed(clock)} Serving request: ${request.path ?? '/'}\n`,
    memoryBytes: 4 * MiB,
    cpuMilliPerRequest: 0.08,
    stop: GO_DEFAULT_STOP,
  },
  echoserver: {
    startUs: ms(300),
    answer: ({ context }, request) =>
      ok(
        `\n\nHostname: ${context.hostname}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n\tclient_address=${request.client}\n\tmethod=${request.method ?? 'GET'}\n\treal path=${request.path ?? '/'}\n\tquery=${(request.path ?? '').split('?')[1] ?? ''}\n\trequest_version=1.1\n\trequest_uri=http://${request.host ?? context.podIP}:8080${request.path ?? '/'}\n\nRequest Headers:\n\taccept=*/*\n\thost=${request.host ?? context.podIP}\n\tuser-agent=${request.userAgent ?? 'curl/8.16.0'}\n\nRequest Body:\n\t-no body in request-\n\n`,
      ),
    accessLog: (clock, request, answer) => `${commonLog(common(clock), request, answer)} "-" "${request.userAgent ?? 'curl/8.16.0'}"\n`,
    memoryBytes: 8 * MiB,
    cpuMilliPerRequest: 0.4,
  },
  bootcamp: {
    startUs: ms(350),
    ready: ({ clock }) => `Kubernetes Bootcamp App Started At: ${iso(clock)} | Running On:  kubernetes-bootcamp\n\n`,
    answer: ({ context }) => ok(`Hello Kubernetes bootcamp! | Running on: ${context.hostname} | v=${context.image.version.split('.')[0]}\n`),
    memoryBytes: 28 * MiB,
    cpuMilliPerRequest: 1,
    stop: 'ignored',
  },
  caddy: {
    startUs: ms(120),
    answer: () => ok('<!DOCTYPE html>\n<html>\n<head><title>Caddy works!</title></head>\n<body><h1>Caddy works!</h1></body>\n</html>\n'),
    memoryBytes: 14 * MiB,
    cpuMilliPerRequest: 0.2,
  },
  proxy: { startUs: ms(200), answer: () => ({ status: 404, body: '404 page not found\n' }), memoryBytes: 22 * MiB, cpuMilliPerRequest: 0.2 },
  tomcat: {
    startUs: seconds(2.6),
    stream: 'stderr',
    ready: ({ clock }) =>
      `${clock.day}-Jan-${clock.year} ${clock.hour}:${clock.minute}:${clock.second}.250 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [812] milliseconds\n`,
    answer: () => ({ status: 404, body: '<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title></head></html>' }),
    memoryBytes: 130 * MiB,
    idleCpuMilli: 2,
    startCpuMilli: 1_200,
    cpuMilliPerRequest: 1,
    stop: { exitCode: 143, afterUs: ms(600) },
  },
  ghost: {
    startUs: seconds(7),
    ready: ({ clock }) => `[${dashed(clock)}] INFO Ghost booted in 6.4s\n`,
    answer: () => ok('<!DOCTYPE html>\n<html lang="en"><head><title>Ghost</title></head></html>\n'),
    memoryBytes: 160 * MiB,
    startCpuMilli: 900,
    cpuMilliPerRequest: 12,
    answerUs: ms(30),
  },
  jenkins: {
    startUs: seconds(24),
    starting: () => 'Running from: /usr/share/jenkins/jenkins.war\nwebroot: /var/jenkins_home/war\n',
    ready: ({ clock }) => `${dashed(clock)}.000+0000 [id=30]\tINFO\thudson.lifecycle.Lifecycle#onReady: Jenkins is fully up and running\n`,
    stream: 'stderr',
    answer: (_, request) =>
      pathOf(request) === '/login'
        ? ok('<!doctype html><html lang="en-US"><head><title>Sign in - Jenkins</title></head></html>')
        : { status: 403, body: "<html><head><meta http-equiv='refresh' content='1;url=/login?from=%2F'/></head><body>Authentication required</body></html>" },
    memoryBytes: 520 * MiB,
    idleCpuMilli: 5,
    startCpuMilli: 1_600,
    cpuMilliPerRequest: 8,
    answerUs: ms(20),
    stop: { exitCode: 143, afterUs: seconds(2) },
  },
  registry: {
    startUs: ms(150),
    ready: ({ clock }) =>
      `time="${iso(clock)}" level=info msg="listening on [::]:5000" go.version=go1.23.7 instance.id=cutaway service=registry version=3.0.0\n`,
    answer: (_, request) => (pathOf(request).startsWith('/v2') ? ok('{}') : { status: pathOf(request) === '/' ? 200 : 404, body: '' }),
    memoryBytes: 14 * MiB,
    stop: { exitCode: 0, afterUs: ms(20) },
  },
  minio: {
    startUs: seconds(1),
    answer: (_, request) =>
      pathOf(request).startsWith('/minio/health')
        ? ok('')
        : { status: 403, body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>' },
    memoryBytes: 90 * MiB,
  },
  grafana: {
    startUs: seconds(4),
    answer: (_, request) => (pathOf(request) === '/api/health' ? ok('{\n  "database": "ok"\n}') : { status: 302, body: '' }),
    memoryBytes: 80 * MiB,
    startCpuMilli: 700,
  },
  prometheus: {
    startUs: ms(900),
    stream: 'stderr',
    ready: ({ clock }) => `time=${iso(clock)} level=INFO source=main.go:1330 msg="Server is ready to receive web requests."\n`,
    answer: (_, request) =>
      pathOf(request) === '/-/ready' ? ok('Prometheus Server is Ready.\n') : pathOf(request) === '/-/healthy' ? ok('Prometheus Server is Healthy.\n') : ok(''),
    memoryBytes: 60 * MiB,
    idleCpuMilli: 5,
  },
};
