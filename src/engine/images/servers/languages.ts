import { ms } from '../../../base/time.ts';
import { common } from '../clock.ts';
import { commonLog, flagOf, MiB, ok, pathOf, type ServerSpec } from './spec.ts';

/** `python -m http.server [PORT]`, `node …`, `java -jar …`: what images of languages are made to run. */
const pythonPort = (argv: readonly string[]): number => Number(argv.slice(argv.indexOf('http.server') + 1).find((arg) => /^\d+$/.test(arg)) ?? 8000);

export const LANGUAGE_SERVERS: Readonly<Record<string, ServerSpec>> = {
  'python-http': {
    startUs: ms(180),
    ports: ({ argv }) => [pythonPort(argv)],
    answer: ({ world, context }, request) => {
      const root = context.workingDir ?? '/';
      const path = `${root === '/' ? '' : root}${pathOf(request)}`;
      const content = world.files.read(pathOf(request).endsWith('/') ? `${path}index.html` : path);
      if (content !== undefined) return ok(content);
      const names = world.files.list(path === '' ? '/' : path);
      if (names)
        return ok(
          `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for ${pathOf(request)}</title>\n</head>\n<body>\n<ul>\n${names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')}</ul>\n</body>\n</html>\n`,
        );
      return { status: 404, body: 'File not found' };
    },
    stream: 'stderr',
    accessLog: (clock, request, answer) => `${commonLog(common(clock).slice(0, -6), request, answer).replace(/ \d+$/, ' -')}\n`,
    memoryBytes: 14 * MiB,
    cpuMilliPerRequest: 1.5,
    startCpuMilli: 200,
    // Python installs no handler of TERM, and the kernel keeps pid 1 from the default action.
    stop: 'ignored',
  },
  /** `httpd -f -p 8080 -h /www` */
  'busybox-httpd': {
    startUs: ms(5),
    ports: ({ argv }) => [Number((flagOf(argv, '-p') ?? '80').replace(/^.*:/, ''))],
    answer: ({ world, argv, context }, request) => {
      const root = (flagOf(argv, '-h') ?? context.workingDir ?? '').replace(/\/$/, '');
      const path = `${root}${pathOf(request)}`;
      const content = world.files.read(path.endsWith('/') ? `${path}index.html` : path);
      return content === undefined
        ? {
            status: 404,
            body: '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
          }
        : ok(content);
    },
    memoryBytes: 1 * MiB,
    cpuMilliPerRequest: 0.3,
    stop: 'ignored',
  },
  node: {
    startUs: ms(450),
    ports: ({ context }) => (context.ports.length > 0 ? context.ports : 'any'),
    answer: ({ context }) => ok(`Hello from ${context.hostname}\n`),
    memoryBytes: 45 * MiB,
    cpuMilliPerRequest: 1,
    startCpuMilli: 400,
    stop: 'ignored',
  },
  python: {
    startUs: ms(400),
    ports: ({ context }) => (context.ports.length > 0 ? context.ports : 'any'),
    answer: ({ context }) => ok(`Hello from ${context.hostname}\n`),
    memoryBytes: 30 * MiB,
    cpuMilliPerRequest: 2,
    startCpuMilli: 300,
    stop: 'ignored',
  },
  java: {
    startUs: ms(3_500),
    ports: ({ context }) => (context.ports.length > 0 ? context.ports : 'any'),
    answer: ({ context }) => ok(`Hello from ${context.hostname}\n`),
    memoryBytes: 210 * MiB,
    idleCpuMilli: 3,
    cpuMilliPerRequest: 1,
    startCpuMilli: 1_400,
    stop: { exitCode: 143, afterUs: ms(300) },
  },
};
