/**
 * Who may import whom: the one table. A room may import itself and the rooms named here; the test in `rooms.test.ts` reads every import of
 * the source tree and refuses the rest. What is owed stands under `debt`, with the reason.
 */
export interface Room {
  readonly may: readonly string[];
  /** Compiled without the DOM and without Node: no document, no timers, no clock. */
  readonly pure?: true;
  /** npm packages it may use (type-only imports included). */
  readonly packages?: readonly string[];
}

export const ROOMS: Readonly<Record<string, Room>> = {
  base: { may: [], pure: true, packages: ['pure-rand'] },
  kinds: { may: ['base'], pure: true, packages: ['yaml'] },
  wire: { may: ['base', 'kinds'], pure: true, packages: ['fflate'] },
  engine: { may: ['base', 'kinds', 'wire', 'scenarios', 'kubectl'], pure: true },
  kubectl: { may: ['base', 'kinds', 'wire'], pure: true, packages: ['yaml'] },
  scenarios: { may: ['base', 'kinds', 'wire'], pure: true },
  lessons: { may: ['base', 'kinds', 'wire', 'scenarios', 'kubectl'], pure: true, packages: ['yaml'] },
  mirror: { may: ['base', 'kinds', 'wire'], pure: true },
  scene: { may: ['base', 'wire'], pure: true, packages: ['d3'] },
  session: { may: ['base', 'kinds', 'wire', 'mirror', 'lessons'], packages: ['zustand', 'immer', 'react', 'react-i18next'] },
  sources: { may: ['base', 'kinds', 'wire', 'worker'] },
  worker: { may: ['base', 'kinds', 'wire', 'engine', 'kubectl', 'scenarios'] },
  server: { may: ['base', 'kinds', 'wire', 'engine', 'kubectl', 'scenarios', 'worker'], packages: ['*'] },
  ui: { may: ['base'], packages: ['react', 'radix-ui', 'cmdk', 'lucide-react'] },
  views: {
    may: ['base', 'kinds', 'wire', 'mirror', 'session', 'scene', 'ui', 'lessons'],
    packages: ['react', 'd3', 'zustand', 'lucide-react', '@codemirror/*', '@lezer/highlight', '@xterm/*', 'react-i18next'],
  },
  app: { may: ['base', 'kinds', 'wire', 'mirror', 'session', 'scene', 'sources', 'views', 'ui', 'lessons', 'scenarios', 'kubectl'], packages: ['*'] },
  dev: { may: ['*'], packages: ['*'] },
  tools: { may: ['*'], packages: ['*'] },
  bench: { may: ['*'], packages: ['*'] },
};

/** Exceptions that are owed: file → what it imports against the table, and why. */
export const DEBT: readonly { readonly file: string; readonly imports: string; readonly why: string }[] = [];
