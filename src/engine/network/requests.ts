import type { JsonObject } from '../../base/json.ts';
import { ms, seconds, type SimTime } from '../../base/time.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { API_SERVER, KUBECTL, kubeProxy, podActor, USERS } from '../../wire/actors.ts';
import { etcd, getObject } from '../etcd/store.ts';
import { isMachineOn } from '../node/kube-proxy.ts';
import { type Connection, pickEndpoint, type Verdict } from '../node/kube-proxy-pick.ts';
import { losesPacket } from '../faults/troubles.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { isOutside, resolve, type Resolver, resolverOf } from './dns.ts';
import { entryNode, entryOf, nodeAddress, nodeAt } from './entry.ts';
import { listedAddress } from './hosts.ts';
import { publishedAt } from './host-port.ts';
import type { Client, Done, RequestDraft, RequestOutcome } from './request.ts';
import { type Answered, type Arrival, POD_REQUEST } from './pod-door.ts';
import { isIPv4, parseUrl, type Target } from './url.ts';

/**
 * The walk of one request: name → address (DNS) → the rules of a node (the client's own; from outside: the node it comes in at) → the pod that
 * was chosen → the program's answer → back. Each hop takes its own time. At most four records are kept of a request: `dns`, and `packet` with
 * args {request, hop, …}; hop = `node` (users → node), `pod` (→ the pod, with node, service, chain, sep, ip, port), `refused`, `lost`, `answer`.
 */
interface Walk {
  readonly id: number;
  readonly draft: RequestDraft;
  readonly target: Target;
  readonly startedAt: SimTime;
  /** Address the client sends to; `node` = a port of the node it comes in at. */
  readonly address: string;
  readonly port: number;
  /** Whose rules it meets. */
  readonly node: string;
  /** Source address the pod sees. */
  readonly seenAs: string;
  /** Where it went, once chosen. */
  readonly to?: { readonly ip: string; readonly node: string; readonly actor: string };
}

const nextRequest = slot<number>('network/next-request', () => 1);
/** Requests on their way, by id; only for those who ask how many there are. */
export const inFlight = slot<number>('network/in-flight', () => 0);

const SAME_NODE_US = ms(0.05);
const OTHER_NODE_US = ms(0.3);
const DNS_US = ms(0.6);
/** Longer than anybody looks on. */
export const WITHOUT_LIMIT_US = seconds(86_400);
/** Between the cluster and hosts in the wide world. */
const WORLD_US = ms(30);

/** Sends a request; returns its number. */
export function startRequest(sim: Sim, draft: RequestDraft): number {
  const id = sim.get(nextRequest);
  sim.set(nextRequest, id + 1);
  sim.set(inFlight, sim.get(inFlight) + 1);
  const target = parseUrl(draft.url);
  const walk = {
    id,
    draft,
    target: target ?? { scheme: 'http', host: '', port: 0, path: '/' },
    startedAt: sim.now,
    address: '',
    port: 0,
    node: '',
    seenAs: draft.client.ip,
  } as const;
  if (!target) finish(sim, walk, { kind: 'unknown-host' }, ms(0.1));
  else if (draft.client.kind === 'outside') fromOutside(sim, walk);
  else if (draft.client.kind === 'host') fromHost(sim, walk, draft.client);
  else fromPod(sim, walk, draft.client);
  return id;
}

function fromPod(sim: Sim, walk: Walk, client: Extract<Client, { kind: 'pod' }>): void {
  const { host, port } = walk.target;
  const from = podActor(client.namespace, client.pod);
  if (host === 'localhost' || host === '127.0.0.1') {
    arrive(sim, { ...walk, address: client.ip, port, node: client.node, to: { ip: client.ip, node: client.node, actor: from } }, ms(0.02));
    return;
  }
  if (isIPv4(host)) {
    later(sim, { ...walk, address: host, port, node: client.node }, 'network.route', 0);
    return;
  }
  const pod = getObject<Pod>(sim.get(etcd).root, 'pods', `${client.namespace}/${client.pod}`);
  const listed = pod && listedAddress(pod, host);
  if (listed !== undefined) {
    later(sim, { ...walk, address: listed, port, node: client.node }, 'network.route', 0);
    return;
  }
  const answer = resolve(sim, resolverOf(pod, client.namespace), host);
  const took = answer.rcode === 'SERVFAIL' ? Math.min(ms(5_000), walk.draft.timeoutUs) : DNS_US * Math.max(answer.tried.length, 1);
  sim.note({
    code: 'dns',
    actor: from,
    to: 'coredns',
    until: (sim.now + took) as SimTime,
    background: walk.draft.background,
    args: { request: walk.id, name: host, rcode: answer.rcode, answered: answer.name, addresses: answer.addresses.slice(0, 8), tried: answer.tried.length },
  });
  if (answer.rcode !== 'NOERROR') {
    finish(sim, walk, { kind: 'unknown-host' }, took);
    return;
  }
  // A headless Service gives several addresses; clients mostly take the first of a shuffled answer.
  const address = answer.addresses.length === 1 ? answer.addresses[0]! : answer.addresses[sim.draw('coredns', 0, answer.addresses.length - 1)]!;
  later(sim, { ...walk, address, port, node: client.node }, 'network.route', took);
}

/** From outside: the Service's own address or node port, by way of a node that takes part. */
function fromOutside(sim: Sim, walk: Walk): void {
  const entry = entryOf(sim, walk.target);
  const node = entry === undefined ? undefined : entryNode(sim, entry);
  if (entry === undefined || node === undefined) {
    finish(sim, walk, entry === undefined ? { kind: 'unknown-host' } : { kind: 'timeout' }, entry === undefined ? ms(1) : walk.draft.timeoutUs);
    return;
  }
  const took = sim.config.settings.latency.userUs;
  hop(sim, walk, { actor: USERS, to: kubeProxy(node), until: (sim.now + took) as SimTime }, { hop: 'node', node, address: entry.address, port: entry.port });
  later(sim, { ...walk, address: entry.address, port: entry.port, node }, 'network.route', took);
}

/** From a machine: its own rules first. It asks the server of its network for names, which knows none of the cluster. */
function fromHost(sim: Sim, walk: Walk, { node, ip }: Extract<Client, { kind: 'host' }>): void {
  const { host, port } = walk.target;
  const isLoopback = host === 'localhost' || host.startsWith('127.');
  const named =
    isLoopback || isIPv4(host) || host === node ? [host] : resolve(sim, { namespace: 'default', search: [], ndots: 1, asks: 'node' }, host).addresses;
  const [found] = named;
  if (found === undefined) {
    finish(sim, walk, { kind: 'unknown-host' }, DNS_US);
    return;
  }
  const address = isLoopback || found === node || found === ip ? 'node' : found;
  hop(sim, walk, { actor: KUBECTL, to: kubeProxy(node), until: (sim.now + SAME_NODE_US) as SimTime }, { hop: 'node', node, address, port });
  later(sim, { ...walk, address, port, node, seenAs: isLoopback ? '127.0.0.1' : ip }, 'network.route', SAME_NODE_US);
}

const later = (sim: Sim, walk: Walk, to: string, after: number): void => sim.schedule({ after, to, args: walk, background: walk.draft.background });

function hop(sim: Sim, walk: Walk, way: { readonly actor: string; readonly to: string; readonly until: SimTime }, args: JsonObject): void {
  sim.note({ code: 'packet', ...way, background: walk.draft.background, args: { request: walk.id, ...args } });
}

function clientActor({ client }: RequestDraft): string {
  if (client.kind === 'outside') return USERS;
  return client.kind === 'host' ? kubeProxy(client.node) : podActor(client.namespace, client.pod);
}

/** Where a packet leaves from that has met the rules of a node. */
const leavesFrom = ({ draft, node }: Walk): string => (draft.client.kind === 'pod' ? clientActor(draft) : kubeProxy(node));

/** The packet meets the rules of a node. */
function route(sim: Sim, walk: Walk): void {
  const { draft, address, port, node } = walk;
  if (!isMachineOn(sim, node)) {
    lost(sim, walk, { node, why: 'node-off' });
    return;
  }
  if (losesPacket(sim)) {
    lost(sim, walk, { node, why: 'packet-loss' });
    return;
  }
  // To the rules of another node than its own a machine is somebody from outside.
  const from = draft.client.kind === 'host' && draft.client.node !== node ? 'outside' : draft.client.kind;
  const connection: Connection = { node, address, port, protocol: 'tcp', client: draft.client.ip, from };
  const isPing = draft.protocol === 'tcp' && port === 0;
  const verdict: Verdict = isPing ? { kind: 'none' } : pickEndpoint(sim, connection);
  switch (verdict.kind) {
    case 'endpoint': {
      if (verdict.service === API_SERVICE) return atApiServer(sim, walk);
      const { backend } = verdict;
      const seenAs = verdict.masqueraded ? nodeAddress(sim, node) : draft.client.ip;
      const to = { ip: backend.ip, node: backend.node, actor: backend.pod === undefined ? backend.ip : actorOfPod(backend.pod) };
      const took = wayUs(node, backend.node);
      hop(
        sim,
        walk,
        { actor: leavesFrom(walk), to: to.actor, until: (sim.now + took) as SimTime },
        {
          hop: 'pod',
          node,
          service: verdict.service,
          chain: verdict.chain,
          sep: verdict.sep,
          of: verdict.of,
          sticky: verdict.sticky,
          ip: backend.ip,
          port: backend.port,
          on: backend.node,
        },
      );
      arrive(sim, { ...walk, seenAs, to, port: backend.port }, took);
      return;
    }
    case 'reject':
      refused(sim, walk, { node, service: verdict.service, why: 'no-endpoints' });
      return;
    case 'drop':
      lost(sim, walk, { node, service: verdict.service, why: 'no-local-endpoints' });
      return;
    case 'none':
      direct(sim, walk);
  }
}

/** Simplified: kube-apiserver takes a program without token for anonymous, and answers nothing more to programs in pods. */
function atApiServer(sim: Sim, walk: Walk): void {
  const took = sim.config.settings.latency.apiUs * 2;
  const body = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User \\"system:anonymous\\" cannot get path \\"${walk.target.path}\\"","reason":"Forbidden","details":{},"code":403}\n`;
  hop(sim, walk, { actor: clientActor(walk.draft), to: API_SERVER, until: (sim.now + took) as SimTime }, { hop: 'pod', node: walk.node, service: API_SERVICE });
  finish(
    sim,
    walk,
    walk.draft.protocol === 'tcp' ? { kind: 'connected', address: walk.address } : { kind: 'answer', status: 403, body, address: walk.address },
    took,
  );
}

const API_SERVICE = 'default/kubernetes:https';

/** No rule is for the address: it goes there as it is. */
function direct(sim: Sim, walk: Walk): void {
  const { address, port, node, draft } = walk;
  if (isOutside(address) && draft.client.kind !== 'outside') {
    // Simplified: hosts in the wide world answer everything.
    finish(
      sim,
      { ...walk, to: { ip: address, node: '', actor: 'internet' } },
      draft.protocol === 'tcp' ? { kind: 'connected', address } : { kind: 'answer', status: 200, body: '', address },
      2 * WORLD_US,
    );
    return;
  }
  const host = address === 'node' ? nodeAddress(sim, node) : address;
  const owner = nodeAt(sim.get(etcd).root, host);
  const took = wayUs(node, owner ?? '');
  if (draft.client.kind === 'host' && owner !== undefined && owner !== node) {
    hop(sim, walk, { actor: kubeProxy(node), to: kubeProxy(owner), until: (sim.now + took) as SimTime }, { hop: 'node', node: owner, address, port });
    later(sim, { ...walk, address: 'node', node: owner }, 'network.route', took);
    return;
  }
  const published = owner === undefined ? undefined : publishedAt(sim, owner, host, port);
  const actor = owner === undefined ? host : published ? actorOfPod(published.pod) : kubeProxy(owner);
  const end = { ip: published?.ip ?? host, port: published?.port ?? port };
  hop(
    sim,
    walk,
    { actor: leavesFrom(walk), to: actor, until: (sim.now + took) as SimTime },
    { hop: 'pod', node, ...end, ...(published ? { hostPort: port, on: owner } : {}) },
  );
  arrive(sim, { ...walk, to: { ip: end.ip, node: owner ?? '', actor }, port: end.port }, took);
}

const actorOfPod = (key: string): string => {
  const slash = key.indexOf('/');
  return podActor(key.slice(0, slash), key.slice(slash + 1));
};

const wayUs = (a: string, b: string): number => (a === b ? SAME_NODE_US : OTHER_NODE_US);

const arrive = (sim: Sim, walk: Walk, after: number): void => later(sim, walk, 'network.arrive', after);

function atPod(sim: Sim, walk: Walk): void {
  const { draft, target, to, port, seenAs } = walk;
  const arrival: Arrival = {
    podIP: to!.ip,
    request: {
      port,
      protocol: draft.protocol === 'tcp' ? 'tcp' : 'http',
      method: draft.method,
      path: target.path,
      host: target.host,
      client: seenAs,
      ...(draft.weight === undefined ? {} : { weight: draft.weight }),
      ...(draft.client.kind === 'outside' ? { userAgent: 'Mozilla/5.0' } : {}),
      ...(draft.userAgent === undefined ? {} : { userAgent: draft.userAgent }),
      ...(draft.headers === undefined ? {} : { headers: draft.headers, ...(draft.headers['host'] === undefined ? {} : { host: draft.headers['host'] }) }),
    },
    reply: { to: 'network.answered', args: walk },
    background: draft.background,
  };
  sim.dispatch(POD_REQUEST, arrival);
}

function answered(sim: Sim, { answer, args: walk }: Answered<Walk>): void {
  const address = walk.to!.ip;
  const isPing = walk.draft.protocol === 'tcp' && walk.port === 0;
  switch (answer.kind) {
    case 'answer':
      comesBack(sim, walk, { kind: 'answer', status: answer.status, body: answer.body, address }, { hop: 'answer', status: answer.status });
      return;
    case 'connected':
      comesBack(sim, walk, walk.draft.protocol === 'tcp' ? { kind: 'connected', address } : { kind: 'closed' }, { hop: 'answer' });
      return;
    case 'closed':
      comesBack(sim, walk, walk.draft.protocol === 'tcp' ? { kind: 'connected', address } : { kind: 'closed' }, { hop: 'answer', closed: true });
      return;
    case 'refused':
      if (isPing) comesBack(sim, walk, { kind: 'connected', address }, { hop: 'answer' });
      else comesBack(sim, walk, { kind: 'refused', address: clientAddress(walk) }, { hop: 'refused', why: 'nobody-listens' });
      return;
    case 'unreachable':
      // A machine that is on refuses what nobody listens for; an address that nobody has gives no answer.
      if (walk.to!.actor === kubeProxy(walk.to!.node) && isMachineOn(sim, walk.to!.node))
        comesBack(sim, walk, { kind: 'refused', address: clientAddress(walk) }, { hop: 'refused', why: 'nobody-listens' });
      else lost(sim, walk, { ip: address, why: answer.kind });
      return;
    case 'silent':
      lost(sim, walk, { ip: address, why: answer.kind });
  }
}

/** What the client believes to talk to: the Service's address, not the pod's. */
const clientAddress = (walk: Walk): string => (walk.address === 'node' ? walk.target.host : walk.address);

function backUs(sim: Sim, walk: Walk): number {
  const inside = wayUs(walk.node, walk.to?.node ?? walk.node);
  return walk.draft.client.kind === 'outside' ? inside + sim.config.settings.latency.userUs : inside;
}

function comesBack(sim: Sim, walk: Walk, outcome: RequestOutcome, args: JsonObject): void {
  const took = backUs(sim, walk);
  hop(sim, walk, { actor: walk.to!.actor, to: clientActor(walk.draft), until: (sim.now + took) as SimTime }, args);
  const left = walk.startedAt + walk.draft.timeoutUs - sim.now;
  if (took > left) finish(sim, walk, { kind: 'timeout', address: clientAddress(walk) }, Math.max(left, 0));
  else finish(sim, walk, 'address' in outcome ? { ...outcome, address: clientAddress(walk) } : outcome, took);
}

/** A node's REJECT rule: the client hears at once. */
function refused(sim: Sim, walk: Walk, args: JsonObject): void {
  const took = walk.draft.client.kind === 'outside' ? sim.config.settings.latency.userUs : SAME_NODE_US;
  hop(sim, walk, { actor: kubeProxy(walk.node), to: clientActor(walk.draft), until: (sim.now + took) as SimTime }, { hop: 'refused', ...args });
  finish(sim, walk, { kind: 'refused', address: clientAddress(walk) }, took);
}

/** Nobody answers: the client waits until its time is over, for a connection or (`silent`: it stands) for the answer. */
function lost(sim: Sim, walk: Walk, args: JsonObject): void {
  hop(sim, walk, { actor: clientActor(walk.draft), to: walk.to?.actor ?? kubeProxy(walk.node), until: sim.now }, { hop: 'lost', ...args });
  const { timeoutUs, connectUs = timeoutUs } = walk.draft;
  const limit = args['why'] === 'silent' ? timeoutUs : Math.min(connectUs, timeoutUs);
  finish(sim, walk, { kind: 'timeout', address: clientAddress(walk) }, limit >= WITHOUT_LIMIT_US ? limit : Math.max(walk.startedAt + limit - sim.now, 0));
}

function finish(sim: Sim, walk: Walk, outcome: RequestOutcome, after: number): void {
  const { reply } = walk.draft;
  // That somebody waits without a limit is no work that is due.
  const background = walk.draft.background || after >= WITHOUT_LIMIT_US;
  sim.schedule({ after, to: 'network.done', args: { reply, outcome, startedAt: walk.startedAt }, background });
}

interface Finished {
  readonly reply: RequestDraft['reply'];
  readonly outcome: RequestOutcome;
  readonly startedAt: SimTime;
}

/** A request of a program in a pod; `reply.to` gets `Done`. */
export function sendFromPod(sim: Sim, client: Omit<Extract<Client, { kind: 'pod' }>, 'kind'>, request: Omit<RequestDraft, 'client'>): void {
  startRequest(sim, { ...request, client: { kind: 'pod', ...client } });
}

/** A lookup by a program in a pod: what it gets and how long it takes. */
export function resolveFromPod(
  sim: Sim,
  client: Omit<Extract<Client, { kind: 'pod' }>, 'kind'>,
  name: string,
  background: boolean,
): { readonly answer: ReturnType<typeof resolve>; readonly tookUs: number } {
  const pod = getObject<Pod>(sim.get(etcd).root, 'pods', `${client.namespace}/${client.pod}`);
  const resolver: Resolver = resolverOf(pod, client.namespace);
  const answer = resolve(sim, resolver, name);
  const tookUs = answer.rcode === 'SERVFAIL' ? ms(5_000) : DNS_US * Math.max(answer.tried.length, 1);
  sim.note({
    code: 'dns',
    actor: podActor(client.namespace, client.pod),
    to: 'coredns',
    until: (sim.now + tookUs) as SimTime,
    background,
    args: { name, rcode: answer.rcode, answered: answer.name, addresses: answer.addresses.slice(0, 8), tried: answer.tried.length },
  });
  return { answer, tookUs };
}

export const networkComponent: Component = {
  name: 'network',
  handlers: {
    'network.route': route,
    'network.arrive': atPod,
    'network.answered': answered,
    'network.done': (sim: Sim, { reply, outcome, startedAt }: Finished) => {
      sim.set(inFlight, sim.get(inFlight) - 1);
      if (reply) sim.dispatch(reply.to, { outcome, args: reply.args, tookUs: sim.now - startedAt } satisfies Done);
    },
  },
};
