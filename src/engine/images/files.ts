/**
 * The file tree a container sees: its image's root, with its volumes mounted in. Paths are absolute and may hold `.` and `..`.
 * The runtime builds one for each call over the persistent trees of engine/storage; writes take effect at once.
 */
export interface Files {
  /** Content of a file, or undefined when there is none (or it is a directory). */
  read(path: string): string | undefined;
  stat(path: string): FileStat | undefined;
  /** Names in a directory in order, or undefined when it is none. */
  list(path: string): readonly string[] | undefined;
  write(path: string, content: string): FileError | undefined;
  append(path: string, content: string): FileError | undefined;
  mkdir(path: string): FileError | undefined;
  /** Removes a file or an empty directory; with `recursive` whatever is there. */
  remove(path: string, recursive: boolean): FileError | undefined;
  rename(from: string, to: string): FileError | undefined;
}

export interface FileStat {
  readonly type: 'file' | 'directory';
  readonly sizeBytes: number;
  /** Permission bits, where they are not the usual ones. */
  readonly mode?: number;
}

/** errno names, as programs print them: ENOENT = No such file or directory, … */
export type FileError = 'ENOENT' | 'EEXIST' | 'ENOTDIR' | 'EISDIR' | 'ENOTEMPTY' | 'EROFS' | 'EACCES' | 'ENOSPC' | 'EBUSY';

export const FILE_ERROR_TEXTS: Readonly<Record<FileError, string>> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
  EBUSY: 'Device or resource busy',
};

/** `path` made absolute from `cwd` and freed of `.`, `..` and double slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
