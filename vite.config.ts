import fs from 'node:fs';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { readLesson } from './src/lessons/read.ts';

/** The policy the page is shipped with; e2e runs under it. */
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
].join('; ');

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
  plugins: [lessonHeads, react()],
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  server: { host: '127.0.0.1', port: 5173 },
  preview: { host: '127.0.0.1', port: 4173, headers: { 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' } },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    testTimeout: 30_000,
    pool: 'threads',
  },
});
