import { ApiException, CoordinationV1Api, type KubeConfig, type V1Lease, V1MicroTime } from '@kubernetes/client-node';

export interface ElectorOptions {
  readonly identity: string;
  readonly lease: { readonly namespace: string; readonly name: string };
  readonly leaseMs: number;
  readonly retryMs: number;
}

/**
 * Leader election on a Lease as client-go's leaderelection does it, for a library that brings none: who finds no Lease makes one; the holder renews it; the
 * others watch whether it changes, by their own clocks, and take it over when it has not for so long; of two that try at once one gets 409.
 */
export class Elector {
  leads = false;
  private readonly options: ElectorOptions;
  private readonly api: CoordinationV1Api;
  private observed = { renewed: '', at: 0 };
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(config: KubeConfig, options: ElectorOptions) {
    this.options = options;
    this.api = config.makeApiClient(CoordinationV1Api);
  }

  start(): void {
    void this.turn();
  }

  /** Goes without a word, as a process that is killed. */
  kill(): void {
    this.stopped = true;
    this.leads = false;
    clearTimeout(this.timer);
  }

  /** Gives the Lease back (client-go's ReleaseOnCancel). */
  async release(): Promise<void> {
    this.kill();
    const held = await this.api.readNamespacedLease(this.options.lease);
    await this.write({ ...held, spec: { ...held.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: new V1MicroTime() } });
  }

  private async turn(): Promise<void> {
    try {
      const leads = await this.tryAcquireOrRenew();
      if (!this.stopped) this.leads = leads;
    } catch (error) {
      if (!(error instanceof ApiException) || error.code !== 409) throw error;
      // Another one's write came first.
      this.leads = false;
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.turn(), this.options.retryMs);
  }

  private async tryAcquireOrRenew(): Promise<boolean> {
    const { identity, lease, leaseMs } = this.options;
    const held = await this.api.readNamespacedLease(lease).catch((error: unknown) => {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    });
    const now = new V1MicroTime();
    const spec = { holderIdentity: identity, leaseDurationSeconds: Math.ceil(leaseMs / 1_000), renewTime: now };
    if (!held) {
      await this.api.createNamespacedLease({
        namespace: lease.namespace,
        body: { metadata: { name: lease.name }, spec: { ...spec, acquireTime: now, leaseTransitions: 0 } },
      });
      return true;
    }
    const renewed = `${held.spec?.holderIdentity} ${held.metadata?.resourceVersion}`;
    if (renewed !== this.observed.renewed) this.observed = { renewed, at: performance.now() };
    const holder = held.spec?.holderIdentity ?? '';
    if (holder !== '' && holder !== identity && performance.now() < this.observed.at + leaseMs) return false;
    const transitions = (held.spec?.leaseTransitions ?? 0) + (holder === identity ? 0 : 1);
    const acquireTime = holder === identity ? held.spec!.acquireTime! : now;
    await this.write({ ...held, spec: { ...spec, acquireTime, leaseTransitions: transitions } });
    return true;
  }

  private write(body: V1Lease): Promise<V1Lease> {
    return this.api.replaceNamespacedLease({ ...this.options.lease, body });
  }
}
