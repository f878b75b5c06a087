import { type CommandFunction, type Io, out, specialFile } from './io.ts';

/** The name of the machine, and what /etc/hosts makes of it (net-tools' and busybox's hostname). */
export const hostname: CommandFunction = (io) => {
  const { podIP, hostname: name } = io.run.context;
  const asks = (short: string, long: string): boolean => io.args.some((arg) => arg === `--${long}` || (/^-[a-zA-Z]+$/.test(arg) && arg.includes(short)));
  if (asks('d', 'domain')) return dnsdomainname(io, undefined);
  if (asks('I', 'all-ip-addresses')) out(io, `${podIP} \n`);
  else if (asks('i', 'ip-address')) out(io, `${podIP}\n`);
  else if (asks('f', 'fqdn') || asks('f', 'long')) out(io, `${canonicalName(io)}\n`);
  else if (asks('s', 'short')) out(io, `${name.split('.')[0]}\n`);
  else out(io, `${name}\n`);
  return 0;
};

/** What follows the first dot; nothing when there is none. */
export const dnsdomainname: CommandFunction = (io) => {
  const full = canonicalName(io);
  const dot = full.indexOf('.');
  if (dot >= 0) out(io, `${full.slice(dot + 1)}\n`);
  return 0;
};

/** The first name of the line of /etc/hosts that has the machine's name. */
function canonicalName(io: Io): string {
  const { hostname: own } = io.run.context;
  for (const line of (specialFile(io, '/etc/hosts') ?? '').split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (names.includes(own)) return names[0] ?? own;
  }
  return own;
}
