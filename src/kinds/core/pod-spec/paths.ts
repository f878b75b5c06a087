import { invalid } from '../../errors.ts';
import type { Errors } from '../../remember.ts';

/** Paths inside volumes and on nodes (validatePathNoBacksteps and its kin). */

export const hasBacksteps = (text: string): boolean => text.split('/').includes('..');

export function checkNoBacksteps(text: string, path: string, errors: Errors): void {
  if (hasBacksteps(text)) errors.push(invalid(path, text, "must not contain '..'"));
}

/** validateLocalDescendingPath: relative, never upwards. */
export function checkDescendingPath(text: string, path: string, errors: Errors): void {
  if (text.startsWith('/')) errors.push(invalid(path, text, 'must be a relative path'));
  checkNoBacksteps(text, path, errors);
}

/** ValidateLocalNonReservedPath: names that begin with `..` are the atomic writer's own. */
export function checkFilePath(text: string, path: string, errors: Errors): void {
  checkDescendingPath(text, path, errors);
  if (text.startsWith('..') && !text.startsWith('../')) errors.push(invalid(path, text, "must not start with '..'"));
}

export function checkMode(mode: number | undefined, path: string, errors: Errors): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) errors.push(invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
}
