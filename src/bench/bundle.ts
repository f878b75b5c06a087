import path from 'node:path';
import { build } from 'vite';

/** Where bundled programs go: outside the sources, inside what is ignored. */
const OUT = 'node_modules/.cache/cutaway-bench';

/**
 * Bundles a program of this folder as the product is bundled, and returns its path. The engine is measured as it is shipped: the loader
 * that runs TypeScript directly wraps every inner function, which costs a third of the time.
 */
export async function bundled(entry: string): Promise<string> {
  const name = `${path.basename(entry, '.ts')}.mjs`;
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: entry,
      outDir: OUT,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: name, chunkFileNames: `[name]-[hash].mjs`, format: 'es' } },
    },
    ssr: { noExternal: true, target: 'node' },
  });
  return `${OUT}/${name}`;
}
