/** `npm run serve`. The engine takes some seconds to load, longer on a busy machine: who waits is told first. On stderr, so that stdout has the lines to use alone. */
console.error('starting the cluster …');
await import('./serve.ts');

export {};
