/** Where the page stands and what of it is handed on. */
export interface Place {
  readonly origin: string;
  readonly pathname: string;
  readonly search: string;
}

/** What may be copied: a link and an iframe, or only what stands behind the address. */
export type ShareLinks = { readonly link: string; readonly embed: string } | { readonly part: string };

/** `npm run serve` has opened the page: its address holds the secret that makes an administrator of who knows it. */
export const isServed = ({ pathname, search }: Pick<Place, 'pathname' | 'search'>): boolean =>
  new URLSearchParams(search).has('serve') || /\/s\/[^/]+\/page(\/|$)/.test(pathname);

export function shareLinks(place: Place, { language, hash }: { readonly language: string; readonly hash: string }): ShareLinks {
  if (isServed(place)) return { part: `#${hash}` };
  const base = `${place.origin}${place.pathname}`;
  const link = `${base}?lang=${language}#${hash}`;
  const embed = `<iframe src="${base}?embed&lang=${language}#${hash}" title="Cutaway" width="960" height="540" style="border:0;width:100%;height:auto;aspect-ratio:16/9" loading="lazy" allow="fullscreen"></iframe>`;
  return { link, embed };
}
