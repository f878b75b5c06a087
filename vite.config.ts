import fs from 'node:fs';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { readLesson } from './src/lessons/read.ts';

/**
 * The policy the page is shipped with: in the page itself, so that it holds wherever the files are served, and in the header of `vite preview`.
 * It names no `frame-ancestors`: lessons and slides may embed the page.
 */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types cutaway-worker',
].join('; ');

/** The built page carries the policy; the development server injects scripts of its own and goes without. */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: CSP }, injectTo: 'head-prepend' }],
};

/** `lesson.yaml?head` = what menus need of a lesson; its steps and the reader of YAML come when it is opened. */
const lessonHeads: Plugin = {
  name: 'lesson-heads',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('lesson.yaml?head')) return undefined;
    const file = id.slice(0, -'?head'.length);
    this.addWatchFile(file);
    const { id: name, title, minutes, start } = readLesson(fs.readFileSync(file, 'utf8'));
    return `export default ${JSON.stringify({ id: name, title, minutes, start })};`;
  },
};

export default defineConfig({
  base: './',
  plugins: [lessonHeads, policyInPage, react()],
  worker: { format: 'es' },
  // How long the plugins took is of no concern to who starts the page.
  build: { target: 'es2022', chunkSizeWarningLimit: 900, rolldownOptions: { checks: { bundlerTimings: false } } },
  server: { host: '127.0.0.1', port: 5173 },
  preview: { host: '127.0.0.1', port: 4173, headers: { 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' } },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    testTimeout: 120_000,
    // Long enough on a machine that is busy: what is waited for comes, or the test fails.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    pool: 'threads',
    // No module keeps state that one file could leave to the next; loading the engine anew for each file takes as long as the tests.
    isolate: false,
    maxWorkers: '100%',
  },
});
