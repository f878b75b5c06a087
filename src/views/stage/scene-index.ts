import type { PodRecord, StageModel } from '../../scene/model.ts';
import type { RowKind } from '../../wire/rows.ts';

/** Who is where and whose, as laid out: kept beside the scene so that nothing is searched for per frame. */
export class SceneIndex {
  readonly known = new Map<number, RowKind>();
  /** Pod → name of its node, '' = none. */
  readonly podPlaces = new Map<number, string>();
  /** Volume → the claim it is for. */
  readonly claimOf = new Map<number, number>();
  readonly ownerOfSet = new Map<number, number>();
  private readonly setsOf = new Map<number, Set<number>>();
  private readonly podNames = new Map<string, number>();
  private readonly namesOfPods = new Map<number, string>();
  private readonly serviceNames = new Map<string, number>();
  private readonly powered = new Map<string, boolean>();

  clear(): void {
    for (const map of [this.podPlaces, this.podNames, this.namesOfPods, this.known, this.setsOf, this.ownerOfSet]) map.clear();
  }

  pod(name: string): number | undefined {
    return this.podNames.get(name);
  }

  service(name: string): number | undefined {
    return this.serviceNames.get(name);
  }

  setsOfOwner(owner: number): readonly number[] {
    return [...(this.setsOf.get(owner) ?? [])];
  }

  takePod(pod: PodRecord): void {
    this.known.set(pod.oid, 'Pod');
    this.podPlaces.set(pod.oid, pod.node);
    this.podNames.set(`${pod.namespace}/${pod.name}`, pod.oid);
    this.namesOfPods.set(pod.oid, `${pod.namespace}/${pod.name}`);
  }

  dropPod(oid: number): void {
    this.podPlaces.delete(oid);
    this.known.delete(oid);
    this.podNames.delete(this.namesOfPods.get(oid) ?? '');
    this.namesOfPods.delete(oid);
  }

  /** Notes where a pod is now; nodes it left or came to have to be seated anew. */
  movePod(oid: number, pod: PodRecord | undefined, nodes: Set<string>): void {
    const before = this.podPlaces.get(oid);
    if (pod && before === pod.node) return;
    if (before !== undefined) nodes.add(before);
    if (!pod) return this.dropPod(oid);
    nodes.add(pod.node);
    this.takePod(pod);
  }

  /** Whether a machine was switched: all that small cards and tiles show of a node's part. */
  turnedPower(node: string, powered: boolean): boolean {
    if ((this.powered.get(node) ?? true) === powered) return false;
    this.powered.set(node, powered);
    return true;
  }

  /** `owner` of a ReplicaSet; undefined or 0 = it stands alone, or is gone. */
  takeSet(oid: number, owner: number | undefined): void {
    const before = this.ownerOfSet.get(oid);
    if (before !== undefined && before !== owner) this.setsOf.get(before)?.delete(oid);
    if (owner === undefined || owner === 0) {
      this.ownerOfSet.delete(oid);
      return;
    }
    this.ownerOfSet.set(oid, owner);
    const sets = this.setsOf.get(owner);
    if (sets) sets.add(oid);
    else this.setsOf.set(owner, new Set([oid]));
  }

  takeObjects(model: StageModel, kinds: Iterable<RowKind>): void {
    for (const kind of kinds) for (const record of model.list(kind)) this.known.set(record.oid, kind);
    for (const set of model.list('ReplicaSet')) this.takeSet(set.oid, set.owner);
    this.claimOf.clear();
    for (const volume of model.list('PersistentVolume')) this.claimOf.set(volume.oid, volume.claim);
    this.serviceNames.clear();
    for (const service of model.list('Service')) this.serviceNames.set(`${service.namespace}/${service.name}`, service.oid);
  }
}
