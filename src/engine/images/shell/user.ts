import type { ProgramContext } from '../program.ts';

/** Who a container's processes run as. */
export function userOf(context: Pick<ProgramContext, 'user' | 'image'>): { readonly name: string; readonly id: number } {
  const user = context.user ?? context.image.user;
  const name = user.split(':')[0]!;
  if (name === '' || name === '0' || name === 'root') return { name: 'root', id: 0 };
  if (/^\d+$/.test(name)) return { name: '', id: Number(name) };
  return { name, id: NUMBERS[name] ?? 1_000 };
}

/** Users of images by their numbers, where that is not the first of ordinary users. */
const NUMBERS: Readonly<Record<string, number>> = { nobody: 65_534, nonroot: 65_532, memcache: 11_211, curl_user: 100 };

/** Its groups, the primary one first: who has no entry in /etc/passwd is in root's. */
export function groupsOf(context: Pick<ProgramContext, 'user' | 'image' | 'groups'>): readonly number[] {
  const { name, id } = userOf(context);
  return context.groups ?? [name === '' ? 0 : id];
}
