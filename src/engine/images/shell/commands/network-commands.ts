import { seconds, type SimTime } from '../../../../base/time.ts';
import { askNetwork, type NetworkResult } from '../run.ts';
import { type CommandFunction, err, type Io, out, parseOptions, type Outcome, pathOf, peek, take } from './io.ts';
import type { HttpOutcome } from '../../program.ts';
import { write } from '../run.ts';
import type { Memory } from '../process.ts';
import { statusText } from '../../http-status.ts';

const DEFAULT_TIMEOUT_US = seconds(130);
/** busybox wget gives up after 15 minutes, curl after what the kernel allows for a connection. */
const result = (io: Io, memory: Memory): NetworkResult | undefined => {
  const found = io.run.results.get(Number(memory.id));
  io.run.results.delete(Number(memory.id));
  return found;
};

const ask = (io: Io, effect: Parameters<typeof askNetwork>[1], memory: Memory = {}): Outcome => {
  const block = askNetwork(io.run, effect);
  return { block, memory: { ...memory, id: block.id, since: io.run.now } };
};

function urlParts(url: string): { url: string; host: string; port: number; path: string } {
  const match = /^(?:(https?):\/\/)?(?:[^@/]*@)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  const scheme = match?.[1] ?? 'http';
  const host = match?.[2] ?? url;
  const port = Number(match?.[3] ?? (scheme === 'https' ? 443 : 80));
  return { url: `${scheme}://${host}:${port}${match?.[4] ?? '/'}`, host, port, path: match?.[4] ?? '/' };
}

const addressOf = (outcome: HttpOutcome, host: string): string => ('address' in outcome && outcome.address !== undefined ? outcome.address : host);

const wget: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(io.args, 'O T P U t timeout header post-data tries o');
  const target = operands[0];
  if (target === undefined) {
    err(io, 'missing URL');
    return 1;
  }
  const { url, host, port, path } = urlParts(target);
  const timeoutUs = Math.round(seconds(Number(values.get('T') ?? values.get('timeout') ?? 900)));
  if (!memory) return ask(io, { do: 'http', url, method: values.has('post-data') ? 'POST' : flags.has('spider') ? 'HEAD' : 'GET', timeoutUs });
  const found = result(io, memory);
  if (found?.of !== 'http') return 1;
  const { outcome } = found;
  const quiet = flags.has('q');
  if (!quiet && outcome.kind !== 'unknown-host')
    write(io.run, io.p, 2, `Connecting to ${host}${port === 80 ? '' : `:${port}`} (${addressOf(outcome, host)}:${port})\n`);
  if (outcome.kind !== 'answer') {
    err(io, wgetFailure(outcome, host));
    return 1;
  }
  if (outcome.status >= 400) {
    err(io, `server returned error: HTTP/1.1 ${outcome.status} ${statusText(outcome.status)}`);
    return 1;
  }
  if (flags.has('spider')) {
    if (!quiet) write(io.run, io.p, 2, 'remote file exists\n');
    return 0;
  }
  const name = values.get('O') ?? (path.split('?')[0]!.split('/').pop() || 'index.html');
  if (name === '-') out(io, outcome.body);
  else {
    io.files.write(pathOf(io, name), outcome.body);
    if (!quiet) write(io.run, io.p, 2, `saving to '${name}'\n'${name}' saved\n`);
  }
  return 0;
};

function wgetFailure(outcome: HttpOutcome, host: string): string {
  switch (outcome.kind) {
    case 'unknown-host':
      return `bad address '${host}'`;
    case 'refused':
      return `can't connect to remote host (${addressOf(outcome, host)}): Connection refused`;
    case 'timeout':
      return 'download timed out';
    default:
      return 'error getting response: Connection reset by peer';
  }
}

const CURL_VALUES =
  'o w m X H d A u connect-timeout max-time output write-out request header data data-raw retry retry-delay retry-max-time user-agent user cacert F';

const curl: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(io.args, CURL_VALUES);
  const target = operands[0] ?? values.get('url');
  if (target === undefined) {
    err(io, '(2) no URL specified');
    return 2;
  }
  const { url, host, port, path } = urlParts(target);
  const value = (short: string, long: string): string | undefined => values.get(short) ?? values.get(long);
  const limit = Number(value('m', 'max-time') ?? values.get('connect-timeout') ?? DEFAULT_TIMEOUT_US / 1_000_000);
  const head = flags.has('I') || flags.has('head');
  const posts = values.has('d') || values.has('data') || values.has('data-raw');
  if (!memory) return ask(io, { do: 'http', url, method: value('X', 'request') ?? (head ? 'HEAD' : posts ? 'POST' : 'GET'), timeoutUs: seconds(limit) });
  const found = result(io, memory);
  if (found?.of !== 'http') return 7;
  const { outcome } = found;
  const silent = (flags.has('s') || flags.has('silent')) && !(flags.has('S') || flags.has('show-error'));
  const took = Math.max(Math.round((io.run.now - Number(memory.since)) / 1_000), 0);
  const format = value('w', 'write-out');
  const printFormat = (status: number): void => {
    if (format !== undefined)
      out(
        io,
        format
          .replaceAll('%{http_code}', String(status).padStart(3, '0'))
          .replaceAll('%{time_total}', (took / 1_000).toFixed(6))
          .replaceAll('\\n', '\n')
          .replaceAll('\\t', '\t')
          .replaceAll(/%\{\w+\}/g, ''),
      );
  };
  if (outcome.kind !== 'answer') {
    const [code, text] = curlFailure(outcome, { host, port, took });
    if (!silent) err(io, `(${code}) ${text}`);
    printFormat(0);
    return code;
  }
  if ((flags.has('f') || flags.has('fail')) && outcome.status >= 400) {
    if (!silent) err(io, `(22) The requested URL returned error: ${outcome.status}`);
    printFormat(outcome.status);
    return 22;
  }
  if (flags.has('v') || flags.has('verbose'))
    write(
      io.run,
      io.p,
      2,
      `*   Trying ${addressOf(outcome, host)}:${port}...\n* Connected to ${host} (${addressOf(outcome, host)}) port ${port}\n> GET ${path} HTTP/1.1\n> Host: ${host}\n> User-Agent: curl/8.16.0\n> Accept: */*\n>\n< HTTP/1.1 ${outcome.status} ${statusText(outcome.status)}\n<\n`,
    );
  const text = `${head || flags.has('i') ? `HTTP/1.1 ${outcome.status} ${statusText(outcome.status)}\r\nContent-Length: ${outcome.body.length}\r\n\r\n` : ''}${head ? '' : outcome.body}`;
  const file = value('o', 'output');
  if (file === undefined) out(io, text);
  else if (file !== '/dev/null') io.files.write(pathOf(io, file), text);
  printFormat(outcome.status);
  return 0;
};

function curlFailure(outcome: HttpOutcome, { host, port, took }: { host: string; port: number; took: number }): readonly [number, string] {
  switch (outcome.kind) {
    case 'unknown-host':
      return [6, `Could not resolve host: ${host}`];
    case 'refused':
      return [7, `Failed to connect to ${host} port ${port} after ${took} ms: Could not connect to server`];
    case 'timeout':
      return [28, `Connection timed out after ${took} milliseconds`];
    default:
      return [52, 'Empty reply from server'];
  }
}

const nslookup: CommandFunction = (io, memory) => {
  const name = io.args.find((arg) => !arg.startsWith('-')) ?? '';
  if (!memory) return ask(io, { do: 'resolve', name });
  const found = result(io, memory);
  if (found?.of !== 'resolve') return 1;
  const { rcode, server, addresses, name: answered, canonical } = found.outcome;
  if (rcode === 'SERVFAIL') {
    out(io, ';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  out(io, `Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  if (rcode === 'NXDOMAIN') {
    out(io, `** server can't find ${answered}: NXDOMAIN\n\n`);
    return 1;
  }
  const alias = canonical === undefined ? '' : `${answered}\tcanonical name = ${canonical}\n`;
  out(io, `${alias}${addresses.map((address) => `Name:\t${canonical ?? answered}\nAddress: ${address}\n`).join('')}\n`);
  return 0;
};

const dig: CommandFunction = (io, memory) => {
  const name = io.args.find((arg) => !/^[-+@]/.test(arg) && !/^(?:A|AAAA|SRV|ANY)$/.test(arg)) ?? '';
  // dig does not use the search list unless it is asked to: what it is given is the full name.
  const full = io.args.includes('+search') || name.endsWith('.') ? name : `${name}.`;
  if (!memory) return ask(io, { do: 'resolve', name: full });
  const found = result(io, memory);
  if (found?.of !== 'resolve') return 9;
  const { rcode, addresses, name: answered, canonical } = found.outcome;
  if (io.args.includes('+short')) out(io, [...(canonical === undefined ? [] : [`${canonical}.`]), ...addresses].map((line) => `${line}\n`).join(''));
  else {
    // What the kubernetes plugin answers is good for 30 s with kubeadm's Corefile.
    const alias = canonical === undefined ? '' : `${answered}.\t30\tIN\tCNAME\t${canonical}.\n`;
    out(
      io,
      `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: 1\n;; ANSWER SECTION:\n${alias}${addresses.map((address) => `${canonical ?? answered}.\t30\tIN\tA\t${address}\n`).join('')}\n`,
    );
  }
  return rcode === 'SERVFAIL' ? 9 : 0;
};

const host: CommandFunction = (io, memory) => {
  if (!memory) return ask(io, { do: 'resolve', name: io.args[0] ?? '' });
  const found = result(io, memory);
  if (found?.of !== 'resolve') return 1;
  const { rcode, addresses, name, canonical } = found.outcome;
  const alias = canonical === undefined ? '' : `${name} is an alias for ${canonical}.\n`;
  out(
    io,
    rcode === 'NOERROR'
      ? alias + addresses.map((address) => `${canonical ?? name} has address ${address}\n`).join('')
      : `Host ${io.args[0]} not found: ${rcode === 'NXDOMAIN' ? '3(NXDOMAIN)' : '2(SERVFAIL)'}\n`,
  );
  return rcode === 'NOERROR' ? 0 : 1;
};

const getent: CommandFunction = (io, memory) => {
  if (!memory) return ask(io, { do: 'resolve', name: io.args[1] ?? '' });
  const found = result(io, memory);
  if (found?.of !== 'resolve' || found.outcome.rcode !== 'NOERROR') return 2;
  out(io, found.outcome.addresses.map((address) => `${address.padEnd(16)}${found.outcome.name}\n`).join(''));
  return 0;
};

const nc: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(io.args, 'w p e s i');
  if (flags.has('l')) {
    const port = Number(values.get('p') ?? operands[operands.length - 1] ?? 0);
    return { block: { on: 'connection', port }, memory: { keep: flags.has('k') } };
  }
  const [target = '', portText = '0'] = operands;
  const port = Number(portText);
  if (!memory) return ask(io, { do: 'connect', host: target, port, timeoutUs: seconds(Number(values.get('w') ?? 130)) });
  const found = result(io, memory);
  const outcome = found?.of === 'connect' ? found.outcome : 'refused';
  const input = peek(io);
  take(io, input.text.length);
  if (outcome === 'connected') {
    if (flags.has('v')) write(io.run, io.p, 2, `${target} (${target}:${port}) open\n`);
    return 0;
  }
  if (outcome === 'unknown-host') err(io, `bad address '${target}'`);
  else if (flags.has('v') || !flags.has('z'))
    err(io, `${target} (${target}:${port}): ${outcome === 'refused' ? 'Connection refused' : 'Connection timed out'}`);
  return 1;
};

/** ICMP to a pod is answered while the pod's network is up; a Service's cluster IP answers none (iptables mode has rules for its ports only). */
const ping: CommandFunction = (io, memory) => {
  const { values, operands } = parseOptions(io.args, 'c w W i s');
  const target = operands[0] ?? '';
  const wanted = Number(values.get('c') ?? 0);
  const sent = Number(memory?.sent ?? 0);
  if (memory === undefined) return ask(io, { do: 'connect', host: target, port: 0, timeoutUs: seconds(Number(values.get('W') ?? 10)) }, { sent: 0, ok: 0 });
  if (memory.id === undefined)
    return ask(io, { do: 'connect', host: target, port: 0, timeoutUs: seconds(Number(values.get('W') ?? 10)) }, { sent, ok: Number(memory.ok) });
  const found = result(io, memory);
  const outcome = found?.of === 'connect' ? found.outcome : 'timeout';
  if (outcome === 'unknown-host') {
    err(io, `bad address '${target}'`);
    return 1;
  }
  if (sent === 0) out(io, `PING ${target} (${target}): 56 data bytes\n`);
  const ok = Number(memory.ok) + (outcome === 'connected' ? 1 : 0);
  if (outcome === 'connected') out(io, `64 bytes from ${target}: seq=${sent} ttl=62 time=0.${100 + (sent % 50)} ms\n`);
  if (wanted > 0 && sent + 1 >= wanted) {
    out(
      io,
      `\n--- ${target} ping statistics ---\n${sent + 1} packets transmitted, ${ok} packets received, ${Math.round((1 - ok / (sent + 1)) * 100)}% packet loss\n`,
    );
    return ok > 0 ? 0 : 1;
  }
  return { block: { on: 'time', until: (io.run.now + seconds(1)) as SimTime }, memory: { sent: sent + 1, ok, follows: sent > 2 } };
};

export const NETWORK_COMMANDS: Readonly<Record<string, CommandFunction>> = { wget, curl, nslookup, dig, host, getent, nc, ping };
