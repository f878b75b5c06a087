import type { SimTime } from '../../../base/time.ts';
import { ms, seconds } from '../../../base/time.ts';
import { containerRuntime } from '../../../wire/actors.ts';
import { canonicalImageName, type Image, lookupImage } from '../../images/catalog.ts';
import type { Sim } from '../../sim/sim.ts';
import { aboutPod } from './names.ts';
import { runtimeOf, setRuntime } from './records.ts';

/** What a machine downloads per second: a link of 240 Mbit/s to the registry. */
const BYTES_PER_SECOND = 30_000_000;
/** Unpacking runs beside the download; what is left of it afterwards. */
const UNPACK_BYTES_PER_SECOND = 90_000_000;

/** The image a reference names on this node, if it is there. */
export function presentImage(sim: Sim, node: string, reference: string): Image | undefined {
  const name = canonicalImageName(reference);
  return name === undefined ? undefined : runtimeOf(sim, node).images.get(name);
}

/** How long PullImage takes now: asking the registry, then the layers that are not on the node yet. */
export function pullTime(sim: Sim, node: string, reference: string): number {
  const asking = sim.draw(containerRuntime(node), ms(350), ms(750));
  const lookup = lookupImage(reference);
  if (!lookup.ok) return asking;
  const bytes = missingBytes(sim, node, lookup.image);
  return asking + Math.round(seconds(bytes / BYTES_PER_SECOND) + seconds(bytes / UNPACK_BYTES_PER_SECOND));
}

function missingBytes(sim: Sim, node: string, image: Image): number {
  const { images } = runtimeOf(sim, node);
  if (images.has(image.name)) return 0;
  const there = new Set<string>();
  for (const other of images.values()) for (const layer of other.layers) there.add(layer.digest);
  return image.layers.reduce((sum, layer) => (there.has(layer.digest) ? sum : sum + layer.sizeBytes), 0);
}

/** Puts an image on the node's disk. */
export function storeImage(sim: Sim, node: string, reference: string): void {
  const lookup = lookupImage(reference);
  if (!lookup.ok) return;
  const runtime = runtimeOf(sim, node);
  if (!runtime.images.has(lookup.image.name)) setRuntime(sim, { ...runtime, images: runtime.images.set(lookup.image.name, lookup.image) });
}

/** Records a pull with its end, so that its progress can be drawn at any instant. */
export function notePull(sim: Sim, node: string, what: { image: string; pod: string; takesUs: number }): void {
  const lookup = lookupImage(what.image);
  sim.happen({
    code: 'image.pull',
    actor: containerRuntime(node),
    until: (sim.now + what.takesUs) as SimTime,
    ...aboutPod(sim, what.pod),
    args: { image: what.image, pod: what.pod, node, bytes: lookup.ok ? lookup.image.sizeBytes : 0 },
  });
}

/** Records what the runtime says when it cannot have an image: the reason for everything the kubelet does about it. */
export function notePullFailure(sim: Sim, node: string, what: { image: string; pod: string; error: string }): void {
  sim.happen({ code: 'image.pull', actor: containerRuntime(node), ...aboutPod(sim, what.pod), args: { ...what, node } });
}
