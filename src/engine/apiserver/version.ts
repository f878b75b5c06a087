import type { ApiResponse } from '../../wire/request.ts';

/** What GET /version says (apimachinery pkg/version). The commit is none: nothing here was built from that source. */
export const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.0',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-04-22T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;

export const version = (): ApiResponse => ({ code: 200, body: VERSION });
