import { describe, expect, it } from 'vitest';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import { advanceExec, startExec } from './exec.ts';
import { imageFiles } from './image-files.ts';
import { type PodRequest, serve, usageOf } from './program.ts';
import { contextFor, give, pass, rehearse } from './rehearsal.ts';

const get = (path = '/', port = 80): PodRequest => ({ port, protocol: 'http', method: 'GET', path, client: '10.244.2.9' });

describe('programs', () => {
  it('nginx listens, answers, logs and quits gracefully', () => {
    const r = rehearse({ image: 'nginx:1.27' });
    expect(serve(r.state, r.now, get(), r.world).answer).toEqual({ kind: 'refused' });
    pass(r, seconds(1));
    expect(r.listening).toEqual([80]);
    const served = serve(r.state, r.now, get(), r.world);
    expect(served.answer).toMatchObject({ kind: 'answer', status: 200, body: expect.stringContaining('Welcome to nginx!') });
    expect(served.effects).toEqual([
      { do: 'log', stream: 'stdout', text: '10.244.2.9 - - [01/Jan/2026:00:00:01 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.16.0" "-"\n' },
    ]);
    expect(serve(r.state, r.now, get('/nope'), r.world).answer).toMatchObject({ status: 404, body: expect.stringContaining('nginx/1.27') });
    expect(serve(r.state, r.now, get('/', 81), r.world).answer).toEqual({ kind: 'refused' });
    give(r, { on: 'signal', signal: 'TERM' });
    pass(r, seconds(1));
    expect(r.exitCode).toBe(0);
  });

  it('nginx serves what is mounted and listens where its configuration says', () => {
    const r = rehearse({
      image: 'nginx',
      files: {
        '/usr/share/nginx/html/index.html': 'mine',
        '/etc/nginx/conf.d/default.conf': 'server { listen 8080; location / { root /usr/share/nginx/html; } }',
      },
    });
    pass(r, seconds(1));
    expect(r.listening).toEqual([8080]);
    expect(serve(r.state, r.now, get('/', 8080), r.world).answer).toMatchObject({ status: 200, body: 'mine' });
  });

  it('a script on a server image may write files and start the server', () => {
    const r = rehearse({
      image: 'nginx',
      command: ['/bin/sh', '-c', 'echo hello > /data/i; exec nginx -g "daemon off;"'],
      files: { '/usr/share/nginx/html/index.html': 'x' },
    });
    pass(r, seconds(2));
    expect(r.files.all.get('/data/i')).toBe('hello\n');
    expect(r.listening).toEqual([80]);
    expect(serve(r.state, r.now, get(), r.world).answer).toMatchObject({ status: 200, body: 'x' });
    give(r, { on: 'signal', signal: 'TERM' });
    pass(r, seconds(1));
    expect(r.exitCode).toBe(0);
  });

  it.each([
    ['mysql:8', 'MYSQL_ROOT_PASSWORD', 'Database is uninitialized and password option is not specified', 3306],
    ['mariadb', 'MARIADB_ROOT_PASSWORD', 'Database is uninitialized and password option is not specified', 3306],
    ['postgres:16', 'POSTGRES_PASSWORD', 'Error: Database is uninitialized and superuser password is not specified.', 5432],
  ])('%s needs %s', (image, variable, text, port) => {
    const without = rehearse({ image });
    pass(without, minutes(1));
    expect(without).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(text) });
    const given = rehearse({ image, env: { [variable]: 'secret' } });
    pass(given, minutes(1));
    expect(given.exitCode).toBeUndefined();
    expect(given.listening).toContain(port);
    expect(serve(given.state, given.now, { ...get('/', port), protocol: 'tcp' }, given.world).answer.kind).toBe('connected');
    expect(serve(given.state, given.now, get('/', port), given.world).answer.kind).toBe('closed');
  });

  it('mysql is killed on the way up when its limit is too small', () => {
    const r = rehearse({ image: 'mysql:8', env: { MYSQL_ROOT_PASSWORD: 'x' }, context: { memoryLimitBytes: 128 * 1_048_576 } });
    pass(r, minutes(1));
    expect(r).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  it('sleep as pid 1 does not hear TERM', () => {
    const r = rehearse({ command: ['sleep', '3600'] });
    pass(r, seconds(1));
    give(r, { on: 'signal', signal: 'TERM' });
    pass(r, seconds(30));
    expect(r.exitCode).toBeUndefined();
    give(r, { on: 'signal', signal: 'KILL' });
    expect(r.exitCode).toBe(137);
  });

  it('whoami, a Go program without handler, ends with 2; pause with 0', () => {
    for (const [image, code] of [
      ['traefik/whoami', 2],
      ['registry.k8s.io/pause:3.10', 0],
      ['python:3', 0],
    ] as const) {
      const r = rehearse({ image });
      pass(r, seconds(1));
      give(r, { on: 'signal', signal: 'TERM' });
      pass(r, seconds(1));
      expect(r.exitCode).toBe(code);
    }
  });

  it('the liveness example is well for ten seconds', () => {
    const r = rehearse({ image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: ['liveness'] });
    pass(r, seconds(5));
    expect(serve(r.state, r.now, get('/healthz', 8080), r.world).answer).toMatchObject({ status: 200 });
    pass(r, seconds(6));
    expect(serve(r.state, r.now, get('/healthz', 8080), r.world).answer).toMatchObject({ status: 500 });
  });

  it.each([
    ['hashicorp/http-echo', ['-text=hi there', '-listen=:8080'], 8080, 'hi there\n'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', ['netexec', '--http-port=8081'], 8081, 'NOW: 2026-01-01'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', ['serve-hostname'], 9376, 'web-0'],
    ['traefik/whoami', [], 80, 'Hostname: web-0'],
    ['example.com/anything', [], 4711, 'example.com/anything:latest on web-0'],
  ])('%s %j answers', (image, args, port, body) => {
    const r = rehearse({ image, args });
    pass(r, seconds(3));
    expect(serve(r.state, r.now, get('/', port), r.world).answer).toMatchObject({ kind: 'answer', status: 200, body: expect.stringContaining(body) });
  });

  it('answers with errors while a person keeps it unhealthy', () => {
    const r = rehearse({ image: 'nginx' });
    pass(r, seconds(1));
    give(r, { on: 'health', healthy: false });
    expect(serve(r.state, r.now, get(), r.world).answer).toMatchObject({ status: 500 });
    give(r, { on: 'health', healthy: true });
    expect(serve(r.state, r.now, get(), r.world).answer).toMatchObject({ status: 200 });
  });

  it('uses more cpu under load, and less again when it is over', () => {
    const r = rehearse({ image: 'registry.k8s.io/hpa-example', context: { cpuLimitMilli: 500 } });
    pass(r, seconds(1));
    const idle = usageOf(r.state, r.now).cpuMilli;
    for (let i = 0; i < 100; i++) {
      r.now = (r.now + 100_000) as SimTime;
      r.state = serve(r.state, r.now, get(), r.world).state;
    }
    expect(idle).toBe(0);
    expect(usageOf(r.state, r.now).cpuMilli).toBe(500);
    expect(usageOf(r.state, (r.now + minutes(2)) as SimTime).cpuMilli).toBe(0);
  });

  it('netcat answers what it is given, again and again', () => {
    const r = rehearse({ command: ['sh', '-c', 'while true; do printf "HTTP/1.1 200 OK\\r\\n\\r\\nhey" | nc -l -p 8080; done'] });
    pass(r, seconds(1));
    for (let i = 0; i < 3; i++) {
      const served = serve(r.state, r.now, get('/', 8080), r.world);
      expect(served.answer).toMatchObject({ kind: 'answer', status: 200, body: 'hey' });
      r.state = served.state;
    }
  });
});

describe('exec', () => {
  const world = rehearse({}).world;
  it('runs a command beside the program', () => {
    const step = startExec(contextFor({}), ['sh', '-c', 'echo ok; echo bad >&2; exit 3'], { now: 0 as SimTime, world, streams: undefined });
    const done = advanceExec(step.state, seconds(1) as SimTime, { on: 'wake' }, world);
    expect(done.state).toMatchObject({ stdout: 'ok\n', stderr: 'bad\n', exitCode: 3 });
  });
  it('reports what cannot be started', () => {
    expect(startExec(contextFor({}), ['/nope'], { now: 0 as SimTime, world, streams: undefined }).state).toMatchObject({
      exitCode: 126,
      failed: expect.stringContaining('stat /nope: no such file or directory'),
    });
  });
  it('cat of a file decides a probe', () => {
    const run = (files: Readonly<Record<string, string>>) => {
      const there = rehearse({ files }).world;
      return advanceExec(
        startExec(contextFor({}), ['cat', '/tmp/healthy'], { now: 0 as SimTime, world: there, streams: undefined }).state,
        seconds(1) as SimTime,
        { on: 'wake' },
        there,
      ).state;
    };
    expect(run({ '/tmp/healthy': '' }).exitCode).toBe(0);
    expect(run({})).toMatchObject({ exitCode: 1, stderr: "cat: can't open '/tmp/healthy': No such file or directory\n" });
  });
});

describe('clients that probes use', () => {
  const world = rehearse({}).world;
  it.each([
    ['redis:7', ['redis-cli', 'ping'], 'PONG\n', 6379, 1],
    ['mysql:8', ['mysqladmin', 'ping', '-h', '127.0.0.1'], 'mysqld is alive\n', 3306, 1],
    ['mysql:8', ['mysql', '-h', '127.0.0.1', '-e', 'SELECT 1'], '1\n1\n', 3306, 1],
    ['postgres:16', ['pg_isready', '-U', 'postgres'], '/var/run/postgresql:5432 - accepting connections\n', 5432, 2],
    ['mongo', ['mongosh', '--eval', 'db.adminCommand("ping")'], '{ ok: 1 }\n', 27017, 1],
  ])('%s %j', (image, command, text, port, failed) => {
    const started = startExec(contextFor({ image }), command, { now: 0 as SimTime, world, streams: undefined });
    const asks = advanceExec(started.state, 1_000_000 as SimTime, { on: 'wake' }, world);
    expect(asks.effects).toMatchObject([{ do: 'connect', port }]);
    expect(advanceExec(asks.state, 1_001_000 as SimTime, { on: 'connect', id: 1, outcome: 'connected' }, world).state).toMatchObject({
      exitCode: 0,
      stdout: text,
    });
    expect(advanceExec(asks.state, 1_001_000 as SimTime, { on: 'connect', id: 1, outcome: 'refused' }, world).state).toMatchObject({ exitCode: failed });
  });
  it('are not in other images', () => {
    expect(startExec(contextFor({ image: 'busybox' }), ['redis-cli', 'ping'], { now: 0 as SimTime, world, streams: undefined }).state).toMatchObject({
      exitCode: 126,
      failed: expect.stringContaining('executable file not found'),
    });
  });
});

describe('files of an image', () => {
  it('are where its program looks for them', () => {
    const { image } = contextFor({ image: 'nginx:1.27' });
    const files = Object.fromEntries(imageFiles(image).files);
    const r = rehearse({ image: 'nginx:1.27', files });
    pass(r, seconds(1));
    expect(r.listening).toEqual([80]);
    expect(serve(r.state, r.now, get(), r.world).answer).toMatchObject({ status: 200, body: expect.stringContaining('Welcome to nginx!') });
    r.files.write('/usr/share/nginx/html/index.html', 'changed');
    expect(serve(r.state, r.now, get(), r.world).answer).toMatchObject({ body: 'changed' });
  });
});
