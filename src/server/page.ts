import fs from 'node:fs';
import type http from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Serves the built page out of a folder; the page carries its own policy. False when there is no such file. */
export function servePage(folder: string, file: string, response: http.ServerResponse): boolean {
  const wanted = path.join(folder, path.normalize(`/${file === '' ? 'index.html' : file}`));
  if (!wanted.startsWith(folder + path.sep) || !fs.existsSync(wanted) || !fs.statSync(wanted).isFile()) return false;
  response.writeHead(200, {
    'content-type': TYPES[path.extname(wanted)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    // The address has the secret in it.
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  fs.createReadStream(wanted).pipe(response);
  return true;
}
