/** Why the binaries cannot run here, or undefined. */
export function unsupported(): string | undefined;
/** Paths of the two programs, fetched when they are not there yet. Throws when that fails. */
export function fetchClients(): { readonly kubectl: string; readonly helm: string };
