import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Playwright launch options for the browser of this machine: `CHROMIUM`, a known place, else Playwright's own. */
export function browserPath() {
  const found = [process.env.CHROMIUM, ...KNOWN].find((place) => place && fs.existsSync(place));
  return found ? { executablePath: found } : {};
}

function ownBrowserExists() {
  const { chromium } = createRequire(import.meta.url)('@playwright/test');
  return fs.existsSync(chromium.executablePath());
}

/** Finds a browser or installs one: Playwright's own where the network allows, Debian's package where it does not. Throws when neither works. */
export function ensureBrowser() {
  if (browserPath().executablePath || ownBrowserExists()) return;
  console.log('No browser found: installing one for the tests.');
  const own = spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
  if (own.status === 0 && ownBrowserExists()) return;
  if (fs.existsSync('/usr/bin/apt-get')) {
    const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
    const apt = (args) => execFileSync([...sudo, 'apt-get'][0], [...sudo.slice(1), ...(sudo.length ? ['apt-get'] : []), ...args], { stdio: 'inherit' });
    apt(['update']);
    apt(['install', '-y', '--no-install-recommends', 'chromium']);
  }
  if (!browserPath().executablePath) throw new Error('No browser for the end-to-end tests: install Chromium, or set CHROMIUM to its path.');
}
