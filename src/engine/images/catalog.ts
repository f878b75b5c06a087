import { fnv1a } from '../../base/hash.ts';
import { sha256Hex } from '../../base/sha256.ts';
import { canonicalName, parseReference, type Reference } from './reference.ts';
import { findKnown, type KnownImage } from './known.ts';

/** What a registry and an unpacked image say of themselves. Frozen, the same object for the same name. */
export interface Image {
  /** `docker.io/library/nginx:1.27` */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…`: for status.containerStatuses[].imageID and node.status.images. */
  readonly repoDigest: string;
  /** Digest of its configuration: `sha256:…`. */
  readonly id: string;
  readonly layers: readonly Layer[];
  /** Compressed size = sum of layers: what a pull downloads, what node.status.images and the Pulled event call its size. Bytes. */
  readonly sizeBytes: number;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  readonly workingDir: string;
  /** `` = root. */
  readonly user: string;
  readonly ports: readonly number[];
  /** Which program it runs: a key of the table of servers, or `shell`. */
  readonly program: string;
  /** Names under which its own server may be started (`nginx`, `docker-entrypoint.sh`). */
  readonly binaries: readonly string[];
  /** False: not in the catalogue, behaves as a generic server. */
  readonly known: boolean;
  /** Shell it brings along; undefined = none (distroless, scratch): `sh` cannot be executed. */
  readonly shell: 'busybox' | 'bash' | 'dash' | undefined;
  /** Version of the software, where the name tells it: `1.27`. */
  readonly version: string;
}

export interface Layer {
  readonly digest: string;
  readonly sizeBytes: number;
}

export type Lookup =
  | { readonly ok: true; readonly image: Image }
  /** `InvalidImageName`: the kubelet refuses it before pulling. `ErrImagePull`: the registry has no such thing. Text as in the kubelet's events and status. */
  | { readonly ok: false; readonly reason: 'InvalidImageName' | 'ErrImagePull'; readonly message: string };

const known = new Map<string, Lookup>();

/** What pulling `reference` would give. Pure (remembered by name). */
export function lookupImage(reference: string): Lookup {
  const remembered = known.get(reference);
  if (remembered) return remembered;
  const result = look(reference);
  if (known.size > 2_000) known.clear();
  known.set(reference, result);
  return result;
}

/** How an image is shared: `nginx` and `docker.io/library/nginx:latest` have the same canonical name. Undefined when the reference is no name. */
export function canonicalImageName(reference: string): string | undefined {
  const parsed = parseReference(reference);
  return parsed.ok ? canonicalName(parsed.reference) : undefined;
}

/** imagePullPolicy's default: Always for `:latest` (or no tag and no digest), else IfNotPresent. */
export function isLatest(reference: string): boolean {
  const parsed = parseReference(reference);
  return parsed.ok && parsed.reference.tag === 'latest' && parsed.reference.digest === undefined;
}

function look(text: string): Lookup {
  const parsed = parseReference(text);
  // pkg/kubelet/images: applyDefaultImageTag
  if (!parsed.ok)
    return {
      ok: false,
      reason: 'InvalidImageName',
      message: `Failed to apply default image tag "${text}": couldn't parse image name "${text}": ${parsed.error}`,
    };
  const { reference } = parsed;
  const name = canonicalName(reference);
  const found = findKnown(reference.repository);
  const missing = missingBecause(reference, found);
  if (missing) {
    const resolving = `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`;
    return {
      ok: false,
      reason: 'ErrImagePull',
      message:
        missing === 'tag' || !reference.repository.startsWith('docker.io/')
          ? `rpc error: code = NotFound desc = ${resolving}: ${name}: not found`
          : `${resolving}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    };
  }
  return { ok: true, image: Object.freeze(imageOf(reference, found)) };
}

/** Names that cannot be pulled: people write them in order to see what happens then. */
const NO_REPOSITORY = /(?:^|[/.-])(?:does-?not-?exist|no-?such|non-?existent|nonexisting|not-?found|invalid|missing|typo)(?:[/.-]|$|image)/;
const NO_TAG =
  /does-?not-?exist|no-?such|non-?existent|nonexisting|not-?found|^(?:nope|typo|bad|broken|wrong|invalid|missing|fail|oops|latestt)$|^v?(?:99+|\d+\.99+|9{3,})(?:\.\d+)*$|-typo$|^xyz/;

function missingBecause({ repository, tag }: Reference, found: KnownImage | undefined): 'repository' | 'tag' | undefined {
  if (
    NO_REPOSITORY.test(repository) ||
    (repository.startsWith('docker.io/library/') &&
      !found &&
      /^(?:nginxx|ngnix|ngin|busyboxx|rediss|foo|bar)$/.test(repository.slice('docker.io/library/'.length)))
  )
    return 'repository';
  if (tag !== undefined && (NO_TAG.test(tag) || found?.hasNoTag?.test(tag))) return 'tag';
  return undefined;
}

function imageOf(reference: Reference, found: KnownImage | undefined): Image {
  const name = canonicalName(reference);
  const version = versionOf(reference.tag, found);
  const layers = layersOf(reference, found);
  return {
    name,
    repoDigest: `${reference.repository}@${reference.digest ?? `sha256:${sha256Hex(`manifest ${name}`)}`}`,
    id: `sha256:${sha256Hex(`config ${name}`)}`,
    layers,
    sizeBytes: layers.reduce((sum, layer) => sum + layer.sizeBytes, 0),
    entrypoint: found?.entrypoint ?? [],
    cmd: found?.cmd ?? (found ? [] : ['/app/server']),
    env: [PATH, ...(found?.env ?? [])],
    workingDir: found?.workingDir ?? '/',
    user: found?.user ?? '',
    ports: found?.ports ?? [],
    program: found?.program ?? 'generic',
    binaries: found?.binaries ?? ['server'],
    known: found !== undefined,
    shell: found ? found.shell : 'busybox',
    version,
  };
}

const PATH: readonly [string, string] = ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];

function versionOf(tag: string | undefined, found: KnownImage | undefined): string {
  const number = tag === undefined ? undefined : /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1];
  return number ?? found?.version ?? '1.0';
}

/** Bases are shared between images, as on a registry, so that a second image of the same base downloads less. */
const BASES: Readonly<Record<string, number>> = {
  debian: 29_780_000,
  alpine: 3_640_000,
  ubuntu: 29_720_000,
  busybox: 2_210_000,
  distroless: 820_000,
  oracle: 49_600_000,
  scratch: 0,
};

function layersOf(reference: Reference, found: KnownImage | undefined): readonly Layer[] {
  const name = canonicalName(reference);
  const alpine = found !== undefined && found.alpineSizeBytes !== undefined && (reference.tag ?? '').includes('alpine');
  const base = found ? (alpine ? 'alpine' : found.base) : 'debian';
  const baseBytes = BASES[base] ?? 0;
  // Simplified: sizes of images outside the catalogue are made up from their names (20–300 MB).
  const total = found ? (alpine ? found.alpineSizeBytes! : found.sizeBytes) : 20_000_000 + (fnv1a(reference.repository) % 280_000_000);
  const own = Math.max(total - baseBytes, 0);
  const count = found?.layers ?? 3 + (fnv1a(reference.repository) % 5);
  const layers: Layer[] = baseBytes > 0 ? [{ digest: `sha256:${sha256Hex(`base ${base}`)}`, sizeBytes: Math.min(baseBytes, total) }] : [];
  let left = own;
  for (let i = 0; i < count && left > 0; i++) {
    const size = i === count - 1 ? left : Math.max(1_000, Math.round(left * 0.6));
    left -= size;
    layers.push({ digest: `sha256:${sha256Hex(`layer ${i} ${name}`)}`, sizeBytes: size });
  }
  return layers;
}
