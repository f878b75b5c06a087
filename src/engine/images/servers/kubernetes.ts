import { ms, seconds, toSeconds } from '../../../base/time.ts';
import { slashed } from '../clock.ts';
import { flagOf, MiB, ok, pathOf, queryOf, type ServerAnswer, type ServerSpec, type ServerStart } from './spec.ts';
import type { PodRequest } from '../program.ts';

/** Go programs as pid 1 without a handler of TERM end with 2. */
const GO_DEFAULT_STOP = { exitCode: 2, afterUs: ms(2) } as const;

const subcommand = ({ argv }: ServerStart): string => {
  const at = argv.findIndex((arg) => arg.endsWith('agnhost'));
  const named = argv.slice(at + 1).find((arg) => !arg.startsWith('-')) ?? argv[0] ?? 'pause';
  return named.slice(named.lastIndexOf('/') + 1);
};

/** agnhost's subcommands (test/images/agnhost). Those not listed here only wait. */
function agnhostPorts(start: ServerStart): readonly number[] {
  const { argv } = start;
  switch (subcommand(start)) {
    case 'netexec':
      return [Number(flagOf(argv, '--http-port') ?? 8080)];
    case 'serve-hostname':
    case 'serve_hostname':
      return [Number(flagOf(argv, '--port') ?? 9376)];
    case 'liveness':
    case 'server':
    case 'webhook':
      return [8080];
    case 'test-webserver':
      return [Number(flagOf(argv, '--port') ?? 80)];
    case 'porter':
      return start.context.env.flatMap(([name]) => (name.startsWith('SERVE_PORT_') ? [Number(name.slice('SERVE_PORT_'.length))] : []));
    case 'guestbook':
      return [Number(flagOf(argv, '--http-port') ?? 80)];
    case 'grpc-health-checking':
      return [Number(flagOf(argv, '--port') ?? 5000), Number(flagOf(argv, '--http-port') ?? 8080)];
    default:
      return [];
  }
}

function agnhostAnswer(start: ServerStart, request: PodRequest): ServerAnswer | undefined {
  const path = pathOf(request);
  const { context, now, startedAt } = start;
  switch (subcommand(start)) {
    case 'netexec':
      return netexec(start, request);
    case 'serve-hostname':
    case 'serve_hostname':
      return ok(context.hostname);
    case 'liveness':
    case 'server': {
      const age = toSeconds(now - startedAt);
      if (path === '/started') return ok(`${age}s`);
      if (path === '/healthz') return age > 10 ? { status: 500, body: `error: ${age}` } : ok('ok');
      return { status: 404, body: '404 page not found\n' };
    }
    case 'porter':
      return ok(context.env.find(([name]) => name === `SERVE_PORT_${request.port}`)?.[1] ?? '');
    default:
      return ok('');
  }
}

function netexec({ context, clock }: ServerStart, request: PodRequest): ServerAnswer {
  const query = queryOf(request);
  switch (pathOf(request)) {
    case '/':
      return ok(`NOW: ${clock.year}-${clock.month}-${clock.day} ${clock.hour}:${clock.minute}:${clock.second}.${clock.micros} +0000 UTC`);
    case '/hostname':
    case '/hostName':
      return ok(context.hostname);
    case '/clientip':
      return ok(`${request.client}:40312`);
    case '/echo': {
      const code = Number(query['code'] ?? 200);
      return { status: Number.isInteger(code) && code >= 100 && code < 600 ? code : 200, body: query['msg'] ?? '' };
    }
    case '/healthz':
      return ok('');
    case '/header':
      return ok(request.headers?.[query['key'] ?? ''] ?? '');
    default:
      return { status: 404, body: '404 page not found\n' };
  }
}

export const KUBERNETES_SERVERS: Readonly<Record<string, ServerSpec>> = {
  pause: { startUs: ms(5), memoryBytes: 500_000, stop: { exitCode: 0, afterUs: ms(2), says: () => 'Shutting down, got signal: Terminated\n' } },
  agnhost: {
    startUs: ms(25),
    ports: agnhostPorts,
    ready: (start) => {
      const at = slashed(start.clock);
      const [port] = agnhostPorts(start);
      if (subcommand(start) === 'pause') return 'Paused\n';
      if (subcommand(start) === 'netexec')
        return `${at} Started HTTP server on port ${port}\n${at} Started UDP server on port  ${flagOf(start.argv, '--udp-port') ?? '8081'}\n`;
      return subcommand(start).startsWith('serve') ? `${at} Serving on port ${port}.\n` : '';
    },
    stream: 'stderr',
    answer: agnhostAnswer,
    accessLog: (clock, request) => (pathOf(request) === '/healthz' ? '' : `${slashed(clock)} GET ${request.path ?? '/'}\n`),
    memoryBytes: 5 * MiB,
    cpuMilliPerRequest: 0.1,
    stop: GO_DEFAULT_STOP,
  },
  coredns: {
    startUs: ms(300),
    ports: () => [53, 8080, 8181, 9153],
    ready: () => '.:53\nCoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n',
    answer: (_, request) => (request.port === 8080 || request.port === 8181 ? ok('OK') : undefined),
    memoryBytes: 14 * MiB,
    idleCpuMilli: 2,
    // The health plugin's lameduck of 5 s.
    stop: {
      exitCode: 0,
      afterUs: seconds(5),
      says: () => '[INFO] SIGTERM: Shutting down servers then terminating\n[INFO] plugin/health: Going into lameduck mode for 5s\n',
    },
  },
  'hello-world': { startUs: ms(5), refuses: () => ({ exitCode: 0, afterUs: ms(5), stderr: '' }), memoryBytes: 300_000 },
  generic: {
    // Simplified: images nobody described are a plain server that starts within a second and answers every request on every port.
    startUs: ms(700),
    ports: ({ context }) => (context.image.ports.length > 0 ? context.image.ports : context.ports.length > 0 ? context.ports : 'any'),
    ready: ({ context }) =>
      `listening on ${(context.image.ports.length > 0 ? context.image.ports : context.ports).map((port) => `:${port}`).join(', ') || ':8080'}\n`,
    answer: ({ context }, request) => ok(`${context.image.name} on ${context.hostname}: ${request.path ?? '/'}\n`),
    answerUs: ms(4),
    memoryBytes: 32 * MiB,
    idleCpuMilli: 1,
    startCpuMilli: 300,
    cpuMilliPerRequest: 1,
    memoryBytesPerRequest: 16_384,
  },
};
