import { ms, seconds } from '../../../base/time.ts';
import { type Clock, dashed, iso, monthName } from '../clock.ts';
import { envOf, flagOf, MiB, ok, pathOf, type ServerSpec, type ServerStart } from './spec.ts';

const redisLine = (c: Clock, mark: string, text: string): string =>
  `1:M ${c.day} ${monthName(c)} ${c.year} ${c.hour}:${c.minute}:${c.second}.${c.micros.slice(0, 3)} ${mark} ${text}\n`;
const redisPort = ({ argv }: ServerStart): readonly number[] => [Number(flagOf(argv, '--port') ?? 6379)];

const redis: ServerSpec = {
  startUs: ms(90),
  ports: redisPort,
  starting: ({ clock, context }) =>
    `${redisLine(clock, '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo').replace('1:M', '1:C')}${redisLine(clock, '*', `Redis version=${context.image.version}, bits=64, commit=00000000, modified=0, pid=1, just started`).replace('1:M', '1:C')}`,
  ready: ({ clock, argv }) =>
    `${redisLine(clock, '*', `Running mode=standalone, port=${flagOf(argv, '--port') ?? '6379'}.`)}${redisLine(clock, '*', 'Server initialized')}${redisLine(clock, '*', 'Ready to accept connections tcp')}`,
  memoryBytes: 8 * MiB,
  idleCpuMilli: 2,
  cpuMilliPerRequest: 0.05,
  stop: {
    exitCode: 0,
    afterUs: ms(40),
    says: (clock) =>
      ['Received SIGTERM scheduling shutdown...', 'User requested shutdown...', 'Redis is now ready to exit, bye bye...']
        .map((text) => redisLine(clock, '*', text))
        .join(''),
  },
};

function leaderOf({ context }: ServerStart): string {
  if (envOf(context, 'GET_HOSTS_FROM') === 'env')
    return envOf(context, 'REDIS_LEADER_SERVICE_HOST') ?? envOf(context, 'REDIS_MASTER_SERVICE_HOST') ?? 'redis-master';
  return context.image.name.includes('follower') ? 'redis-leader' : 'redis-master';
}

const entrypoint = (clock: Clock, level: 'Note' | 'ERROR', text: string): string => `${dashed(clock)}+00:00 [${level}] [Entrypoint]: ${text}\n`;
const hasData = ({ world }: ServerStart, path: string): boolean => world.files.stat(path) !== undefined;
const someEnv = ({ context }: ServerStart, ...names: readonly string[]): boolean => names.some((name) => (envOf(context, name) ?? '') !== '');
const wantsServer = ({ argv }: ServerStart): boolean => !argv.some((arg) => arg === '--help' || arg === '--version' || arg === '-V');

const mysqlVariables = ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE'];
const mariadbVariables = [
  'MARIADB_ROOT_PASSWORD',
  'MARIADB_ROOT_PASSWORD_HASH',
  'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
  'MARIADB_RANDOM_ROOT_PASSWORD',
  'MARIADB_ROOT_PASSWORD_FILE',
];

const mysqlStart = ({ clock, context }: ServerStart): string =>
  entrypoint(clock, 'Note', `Entrypoint script for MySQL Server ${context.image.version}-1.el9 started.`) +
  entrypoint(clock, 'Note', "Switching to dedicated user 'mysql'") +
  entrypoint(clock, 'Note', `Entrypoint script for MySQL Server ${context.image.version}-1.el9 started.`);

const mariadbStart = ({ clock, context }: ServerStart): string =>
  entrypoint(clock, 'Note', `Entrypoint script for MariaDB Server 1:${context.image.version}+maria~ubu2404 started.`) +
  entrypoint(clock, 'Note', "Switching to dedicated user 'mysql'") +
  entrypoint(clock, 'Note', `Entrypoint script for MariaDB Server 1:${context.image.version}+maria~ubu2404 started.`);

const pgData = ({ context }: ServerStart): string => envOf(context, 'PGDATA') ?? '/var/lib/postgresql/data';

const POSTGRES_NO_PASSWORD = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

export const DATA_SERVERS: Readonly<Record<string, ServerSpec>> = {
  redis,
  'redis-follower': {
    ...redis,
    ready: (start) =>
      `${redisLine(start.clock, '*', 'Ready to accept connections').replace(':M', ':S')}${redisLine(start.clock, '*', `Connecting to MASTER ${leaderOf(start)}:6379`).replace(':M', ':S')}`,
  },
  mysql: {
    startUs: (start) => (hasData(start, '/var/lib/mysql/ibdata1') ? seconds(2.2) : seconds(9)),
    refuses: (start) =>
      !wantsServer(start) || hasData(start, '/var/lib/mysql/ibdata1') || someEnv(start, ...mysqlVariables)
        ? undefined
        : {
            exitCode: 1,
            afterUs: ms(700),
            stderr: `${mysqlStart(start)}${entrypoint(start.clock, 'ERROR', 'Database is uninitialized and password option is not specified')}    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n`,
          },
    starting: (start) => mysqlStart(start) + (hasData(start, '/var/lib/mysql/ibdata1') ? '' : entrypoint(start.clock, 'Note', 'Initializing database files')),
    writes: () => [['/var/lib/mysql/ibdata1', '']],
    stream: 'stderr',
    ready: ({ clock, context }) =>
      `${iso(clock)} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${context.image.version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n`,
    memoryBytes: 430 * MiB,
    idleCpuMilli: 6,
    startCpuMilli: 900,
    cpuMilliPerRequest: 1,
    stop: {
      exitCode: 0,
      afterUs: seconds(1.2),
      says: (clock) => `${iso(clock)} 0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld 9.4.0)  MySQL Community Server - GPL.\n`,
    },
  },
  mariadb: {
    startUs: (start) => (hasData(start, '/var/lib/mysql/ibdata1') ? seconds(1.2) : seconds(5)),
    refuses: (start) =>
      !wantsServer(start) || hasData(start, '/var/lib/mysql/ibdata1') || someEnv(start, ...mariadbVariables, ...mysqlVariables)
        ? undefined
        : {
            exitCode: 1,
            afterUs: ms(600),
            stderr: `${mariadbStart(start)}${entrypoint(start.clock, 'ERROR', 'Database is uninitialized and password option is not specified')}\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n`,
          },
    starting: mariadbStart,
    writes: () => [['/var/lib/mysql/ibdata1', '']],
    stream: 'stderr',
    ready: ({ clock, context }) =>
      `${dashed(clock)} 0 [Note] mariadbd: ready for connections.\nVersion: '${context.image.version}-MariaDB-ubu2404'  socket: '/run/mysqld/mysqld.sock'  port: 3306  mariadb.org binary distribution\n`,
    memoryBytes: 120 * MiB,
    idleCpuMilli: 3,
    startCpuMilli: 600,
    cpuMilliPerRequest: 1,
    stop: { exitCode: 0, afterUs: ms(700) },
  },
  postgres: {
    startUs: (start) => (hasData(start, `${pgData(start)}/PG_VERSION`) ? ms(400) : seconds(2.8)),
    refuses: (start) =>
      !wantsServer(start) ||
      hasData(start, `${pgData(start)}/PG_VERSION`) ||
      someEnv(start, 'POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE') ||
      envOf(start.context, 'POSTGRES_HOST_AUTH_METHOD') === 'trust'
        ? undefined
        : { exitCode: 1, afterUs: ms(150), stderr: POSTGRES_NO_PASSWORD },
    starting: (start) =>
      hasData(start, `${pgData(start)}/PG_VERSION`)
        ? '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
        : 'The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n',
    writes: (start) => [[`${pgData(start)}/PG_VERSION`, `${start.context.image.version.split('.')[0]}\n`]],
    ready: ({ clock }) =>
      `${dashed(clock)}.${clock.micros.slice(0, 3)} UTC [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432\n${dashed(clock)}.${clock.micros.slice(0, 3)} UTC [1] LOG:  database system is ready to accept connections\n`,
    stream: 'stderr',
    memoryBytes: 38 * MiB,
    idleCpuMilli: 1,
    startCpuMilli: 700,
    cpuMilliPerRequest: 0.8,
    stop: {
      exitCode: 0,
      afterUs: ms(120),
      says: (clock) =>
        ['received fast shutdown request', 'aborting any active transactions', 'shutting down', 'database system is shut down']
          .map((text) => `${dashed(clock)}.${clock.micros.slice(0, 3)} UTC [1] LOG:  ${text}\n`)
          .join(''),
    },
  },
  mongo: {
    startUs: seconds(1.8),
    starting: ({ clock }) =>
      `{"t":{"$date":"${iso(clock)}"},"s":"I",  "c":"CONTROL",  "id":4615611, "ctx":"initandlisten","msg":"MongoDB starting","attr":{"pid":1,"port":27017,"dbPath":"/data/db","architecture":"64-bit"}}\n`,
    ready: ({ clock }) =>
      `{"t":{"$date":"${iso(clock)}"},"s":"I",  "c":"NETWORK",  "id":23016,   "ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}\n`,
    answer: () => ok('It looks like you are trying to access MongoDB over HTTP on the native driver port.\n'),
    memoryBytes: 130 * MiB,
    idleCpuMilli: 8,
    startCpuMilli: 500,
    cpuMilliPerRequest: 0.6,
    stop: { exitCode: 0, afterUs: ms(350) },
  },
  'mongo-express': {
    startUs: seconds(1.2),
    ready: () => 'Mongo Express server listening at http://0.0.0.0:8081\n',
    answer: () => ({ status: 401, body: 'Unauthorized' }),
    memoryBytes: 60 * MiB,
  },
  memcached: {
    startUs: ms(15),
    ports: ({ argv }) => [Number(flagOf(argv, '-p', '--port') ?? 11_211)],
    memoryBytes: 3 * MiB,
    cpuMilliPerRequest: 0.03,
    stop: { exitCode: 0, afterUs: ms(10), says: () => 'Signal handled: Terminated.\n' },
  },
  rabbitmq: {
    startUs: seconds(6),
    ready: ({ clock }) => `${dashed(clock)}.${clock.micros}+00:00 [info] <0.9.0> Server startup complete; 4 plugins started.\n`,
    answer: (_, request) =>
      request.port === 15_672
        ? pathOf(request) === '/'
          ? ok('<!doctype html>\n<html>\n<head><title>RabbitMQ Management</title></head>\n</html>\n')
          : { status: 401, body: '{"error":"not_authorized","reason":"Login failed"}' }
        : undefined,
    memoryBytes: 150 * MiB,
    idleCpuMilli: 12,
    startCpuMilli: 1_000,
    stop: { exitCode: 0, afterUs: seconds(1.5) },
  },
  cassandra: {
    startUs: seconds(28),
    ready: ({ clock }) => `INFO  [main] ${dashed(clock)},000 CassandraDaemon.java:806 - Startup complete\n`,
    memoryBytes: 1_300 * MiB,
    idleCpuMilli: 25,
    startCpuMilli: 1_500,
    stop: { exitCode: 143, afterUs: seconds(2) },
  },
  elasticsearch: {
    startUs: seconds(16),
    answer: (_, request) =>
      pathOf(request) === '/_cluster/health'
        ? ok('{"cluster_name":"docker-cluster","status":"green"}')
        : ok('{\n  "cluster_name" : "docker-cluster",\n  "tagline" : "You Know, for Search"\n}\n'),
    memoryBytes: 900 * MiB,
    idleCpuMilli: 15,
    startCpuMilli: 1_600,
    stop: { exitCode: 143, afterUs: seconds(1.5) },
  },
  etcd: {
    startUs: ms(400),
    stream: 'stderr',
    answer: (_, request) =>
      pathOf(request) === '/health'
        ? ok('{"health":"true","reason":""}')
        : pathOf(request) === '/version'
          ? ok('{"etcdserver":"3.6.5","etcdcluster":"3.6.0"}')
          : { status: 404, body: '404 page not found\n' },
    memoryBytes: 30 * MiB,
    idleCpuMilli: 10,
  },
  'guestbook-go': {
    startUs: ms(60),
    answer: (_, request) =>
      pathOf(request).startsWith('/lrange') ? ok('[]') : ok('<!DOCTYPE html>\n<html lang="en">\n  <head><title>Guestbook</title></head>\n</html>\n'),
    memoryBytes: 6 * MiB,
    stop: { exitCode: 2, afterUs: ms(5) },
  },
};
