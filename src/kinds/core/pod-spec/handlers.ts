import { forbiddenField, invalid, notSupported, required } from '../../errors.ts';
import { httpHeaderNameErrors, NOT_NEGATIVE, portNameErrors, portNumberErrors } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import { fieldAt } from '../../schema/structure.ts';
import type { Container, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../../schema/types.gen.ts';

/** Probes and lifecycle hooks (validateProbe, validateHandler, validateLifecycle). */

export function checkPort(port: number | string, path: string, errors: Errors): void {
  const messages = typeof port === 'number' ? portNumberErrors(port) : portNameErrors(port);
  for (const message of messages) errors.push(invalid(path, port, message));
}

function checkHttpGet(http: HTTPGetAction, path: string, errors: Errors): void {
  if (!http.path) errors.push(required(`${path}.path`));
  checkPort(http.port, `${path}.port`, errors);
  if (http.scheme !== 'HTTP' && http.scheme !== 'HTTPS') errors.push(notSupported(`${path}.scheme`, http.scheme ?? '', ['HTTP', 'HTTPS']));
  for (const header of http.httpHeaders ?? []) {
    for (const message of httpHeaderNameErrors(header.name)) errors.push(invalid(`${path}.httpHeaders`, header.name, message));
  }
}

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;

function checkHandler(handler: Handler, gracePeriod: number | undefined, path: string, errors: Errors): void {
  let kinds = 0;
  const one = (name: string, check: () => void): void => {
    if (kinds > 0) errors.push(forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type'));
    else check();
    kinds++;
  };
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec) one('exec', () => (exec.command?.length ?? 0) > 0 || errors.push(required(`${path}.exec.command`)));
  if (httpGet) one('httpGet', () => checkHttpGet(httpGet, `${path}.httpGet`, errors));
  if (tcpSocket) one('tcpSocket', () => checkPort(tcpSocket.port, `${path}.tcpSocket.port`, errors));
  if (grpc) one('grpc', () => checkPort(grpc.port, `${path}.grpc.port`, errors));
  if (sleep)
    one('sleep', () => {
      if (gracePeriod === undefined || (sleep.seconds >= 0 && sleep.seconds <= gracePeriod)) return;
      errors.push(invalid(`${path}.sleep`, sleep.seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`));
    });
  if (kinds === 0) errors.push(required(path, 'must specify a handler type'));
}

const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;

const checkProbe = onceClean((probe: Probe, path, errors) => {
  checkHandler(probe, undefined, path, errors);
  for (const field of COUNTS) if ((probe[field] ?? 0) < 0) errors.push(invalid(`${path}.${field}`, probe[field], NOT_NEGATIVE));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
});

export function checkProbes(container: Container, path: string, errors: Errors): void {
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[field];
    if (!probe) continue;
    checkProbe(probe, `${path}.${field}`, errors);
    if (field === 'readinessProbe') {
      const grace = probe.terminationGracePeriodSeconds;
      if (grace !== undefined) errors.push(invalid(`${path}.${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
    } else if (probe.successThreshold !== 1) {
      errors.push(invalid(`${path}.${field}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
    }
  }
}

export function checkLifecycle(lifecycle: Lifecycle, gracePeriod: number | undefined, path: string, errors: Errors): void {
  if (lifecycle.postStart) checkHandler(lifecycle.postStart, gracePeriod, `${path}.postStart`, errors);
  if (lifecycle.preStop) checkHandler(lifecycle.preStop, gracePeriod, `${path}.preStop`, errors);
}

/** The signal that ends a container depends on its system, so the pod must say which that is. */
export function checkStopSignal(signal: string | undefined, os: string | undefined, path: string, errors: Errors): void {
  if (signal === undefined) return;
  if (!os) {
    errors.push(forbiddenField(path, 'may not be set for containers with empty `spec.os.name`'));
    return;
  }
  const supported = os === 'windows' ? ['SIGKILL', 'SIGTERM'] : (fieldAt('io.k8s.api.core.v1.Lifecycle', ['stopSignal'])?.enum ?? []);
  if (!supported.includes(signal)) errors.push(notSupported(path, signal, supported));
}
