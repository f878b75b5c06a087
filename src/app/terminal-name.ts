/** The terminal of the page; the engine knows it by this name. */
export const TERMINAL = 'main';
