import { seconds } from '../../../../base/time.ts';
import { askNetwork } from '../run.ts';
import { type CommandFunction, type Io, out, write2 } from './io.ts';

/**
 * The clients that database images bring along, as probes use them. Simplified: whether the server accepts a connection decides;
 * passwords are not checked, and queries answer nothing but what `says` has.
 */
interface ClientSpec {
  /** Programs (of the catalogue) whose images have it. */
  readonly of: readonly string[];
  readonly port: number;
  readonly portFlags: readonly string[];
  readonly says: (io: Io, host: string, port: number) => string;
  readonly fails: (host: string, port: number) => string;
  readonly failStatus: number;
}

const mysqlFails = (name: string) => (host: string, port: number) =>
  `${name}: connect to server at '${host}' failed\nerror: 'Can't connect to MySQL server on '${host}:${port}' (111)'\nCheck that mysqld is running on ${host} and that the port is ${port}.\n`;
const mysqlQueryFails = (host: string, port: number): string => `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (111)\n`;

const SQL = ['mysql', 'mariadb'];
const admin = (name: string): ClientSpec => ({
  of: SQL,
  port: 3306,
  portFlags: ['-P', '--port'],
  says: () => 'mysqld is alive\n',
  fails: mysqlFails(name),
  failStatus: 1,
});
const query = (): ClientSpec => ({
  of: SQL,
  port: 3306,
  portFlags: ['-P', '--port'],
  says: (io) => (/select\s+1/i.test(io.args.join(' ')) ? '1\n1\n' : ''),
  fails: mysqlQueryFails,
  failStatus: 1,
});
const mongo = (): ClientSpec => ({
  of: ['mongo'],
  port: 27_017,
  portFlags: ['--port'],
  says: () => '{ ok: 1 }\n',
  fails: (host, port) => `MongoNetworkError: connect ECONNREFUSED ${host}:${port}\n`,
  failStatus: 1,
});
const rabbit = (): ClientSpec => ({
  of: ['rabbitmq'],
  port: 5672,
  portFlags: [],
  says: () => 'Ping succeeded\n',
  fails: () => 'Error: unable to perform an operation on node. Please see diagnostics information and suggestions below.\n',
  failStatus: 69,
});

const CLIENTS: Readonly<Record<string, ClientSpec>> = {
  'redis-cli': {
    of: ['redis', 'redis-follower'],
    port: 6379,
    portFlags: ['-p'],
    says: (io) => redisAnswer(io.args),
    fails: (host, port) => `Could not connect to Redis at ${host}:${port}: Connection refused\n`,
    failStatus: 1,
  },
  mysqladmin: admin('mysqladmin'),
  'mariadb-admin': admin('mariadb-admin'),
  mysql: query(),
  'healthcheck.sh': query(),
  pg_isready: {
    of: ['postgres'],
    port: 5432,
    portFlags: ['-p', '--port'],
    says: (_, host, port) => `${shownHost(host)}:${port} - accepting connections\n`,
    fails: (host, port) => `${shownHost(host)}:${port} - no response\n`,
    failStatus: 2,
  },
  psql: {
    of: ['postgres'],
    port: 5432,
    portFlags: ['-p', '--port'],
    says: (io) => (/select\s+1/i.test(io.args.join(' ')) ? ' ?column? \n----------\n        1\n(1 row)\n\n' : ''),
    fails: (host, port) => `psql: error: connection to server at "${host}", port ${port} failed: Connection refused\n`,
    failStatus: 2,
  },
  mongosh: mongo(),
  mongo: mongo(),
  'rabbitmq-diagnostics': rabbit(),
  rabbitmqctl: rabbit(),
};

/** Which programs' images have a client of this name; undefined for other commands. */
export const clientOf = (name: string): readonly string[] | undefined => (Object.hasOwn(CLIENTS, name) ? CLIENTS[name]!.of : undefined);

const shownHost = (host: string): string => (host === 'localhost' ? '/var/run/postgresql' : host);

function redisAnswer(args: readonly string[]): string {
  const command = args.find((arg, i) => !arg.startsWith('-') && !/^-[hpan]$/.test(args[i - 1] ?? ''))?.toLowerCase() ?? 'ping';
  if (command === 'ping') return 'PONG\n';
  return command === 'get' ? '\n' : command === 'info' ? '# Server\nredis_mode:standalone\nrole:master\n' : 'OK\n';
}

const HOST_FLAGS = ['-h', '--host'];

function flag(args: readonly string[], names: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries())
    for (const name of names) {
      if (arg === name) return args[i + 1];
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
      if (name.length === 2 && arg.startsWith(name) && arg.length > 2 && !arg.startsWith('--')) return arg.slice(2);
    }
  return undefined;
}

const client: CommandFunction = (io, memory) => {
  const spec = CLIENTS[io.name]!;
  const host = flag(io.args, HOST_FLAGS) ?? 'localhost';
  const port = Number(flag(io.args, spec.portFlags)) || spec.port;
  if (!memory) {
    const block = askNetwork(io.run, { do: 'connect', host, port, timeoutUs: seconds(3) });
    return { block, memory: { id: block.id } };
  }
  const id = Number(memory.id);
  const found = io.run.results.get(id);
  io.run.results.delete(id);
  if (found?.of === 'connect' && found.outcome === 'connected') {
    out(io, spec.says(io, host, port));
    return 0;
  }
  write2(io, spec.fails(host, port));
  return spec.failStatus;
};

export const CLIENT_COMMANDS: Readonly<Record<string, CommandFunction>> = Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, client]));
