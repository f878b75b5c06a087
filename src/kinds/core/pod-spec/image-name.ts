/** The parts of an image reference (distribution/reference), as far as defaults and pulls need them. */
export interface ImageName {
  /** Registry and repository as written; `docker.io/library/` is not added. */
  readonly repository: string;
  /** `latest` when neither tag nor digest is given; empty with a digest alone. */
  readonly tag: string;
  readonly digest: string;
}

function parseImageName(image: string): ImageName {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const rest = at < 0 ? image : image.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  const tag = hasTag ? rest.slice(colon + 1) : digest === '' ? 'latest' : '';
  return { repository: hasTag ? rest.slice(0, colon) : rest, tag, digest };
}

/** SetDefaults_Container: images that may change under their tag are pulled each time. */
export const defaultPullPolicy = (image: string): 'Always' | 'IfNotPresent' => (parseImageName(image).tag === 'latest' ? 'Always' : 'IfNotPresent');
