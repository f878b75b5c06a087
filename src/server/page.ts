import fs from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';

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

/** Serves the built page out of a folder; the page carries its own policy. False when there is no such file, or none that can be read. */
export function servePage(folder: string, file: string, response: http.ServerResponse): boolean {
  const wanted = path.join(folder, path.normalize(`/${file === '' ? 'index.html' : file}`));
  if (!wanted.startsWith(folder + path.sep)) return false;
  const opened = openFile(wanted);
  if (opened === undefined) return false;
  response.writeHead(200, {
    'content-type': TYPES[path.extname(wanted)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    // The address has the secret in it.
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  // Closes the file when the browser goes away, and breaks the connection when the file cannot be read to its end.
  pipeline(fs.createReadStream(wanted, { fd: opened }), response, () => {});
  return true;
}

function openFile(name: string): number | undefined {
  let opened: number | undefined;
  try {
    opened = fs.openSync(name, 'r');
    if (fs.fstatSync(opened).isFile()) return opened;
  } catch {
    // No such file, a name that is too long, no right to read it: there is nothing to serve.
  }
  if (opened !== undefined) fs.closeSync(opened);
  return undefined;
}
