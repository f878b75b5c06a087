import type { HTTPGetAction, Probe } from '../../kinds/schema/types.gen.ts';
import { goList } from './go-text.ts';
import { utf8Bytes } from '../../kinds/base64.ts';

/** `http-get http://:80/healthz delay=0s timeout=1s period=10s #success=1 #failure=3` */
export function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0, successThreshold = 0, failureThreshold = 0 } = probe;
  const measures = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  return `${action(probe)} ${measures}`;
}

function action({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec ${goList(exec.command)}`;
  if (httpGet) return `http-get ${url(httpGet)}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`;
  return 'unknown';
}

/** As Go's url.URL writes it: an IPv6 host in brackets, the path escaped, `?` in it too. */
function url({ scheme, host = '', port, path = '' }: HTTPGetAction): string {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const escapedPath = escaped(path);
  const joint = escapedPath !== '' && !escapedPath.startsWith('/') ? '/' : '';
  return `${scheme ? `${scheme.toLowerCase()}:` : ''}//${authority}${joint}${escapedPath}`;
}

/** Bytes that Go leaves as they are in a path (net/url: shouldEscape with encodePath). */
const PLAIN = /[A-Za-z0-9\-_.~$&+,/:;=@]/;

function escaped(path: string): string {
  let out = '';
  for (const char of path) {
    if (PLAIN.test(char)) out += char;
    else for (const byte of utf8Bytes(char)) out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
