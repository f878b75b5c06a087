/** Playwright launch options for the browser of this machine; empty = Playwright's own. */
export function browserPath(): { executablePath?: string };
/** Finds a browser or installs one; throws when neither works. */
export function ensureBrowser(): void;
