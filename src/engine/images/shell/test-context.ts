import type { TestContext } from '../../../base/shell-test.ts';
import { type Files, resolvePath } from '../files.ts';
import { globMatches, regexOf } from './patterns.ts';

const MATCHES: NonNullable<TestContext['matches']> = {
  glob: globMatches,
  regex: (pattern, text) => regexOf(pattern, { extended: true, ignoreCase: false })?.test(text.slice(0, 1_000)) ?? false,
};

/** What `test`, `[` and (`patterns`) `[[` look at in a container. */
export const testContext = (files: Files, cwd: string, patterns: boolean): TestContext => ({
  stat: (path) => files.stat(resolvePath(cwd, path)),
  ...(patterns ? { matches: MATCHES } : {}),
});
