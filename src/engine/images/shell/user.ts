import type { ProgramContext } from '../program.ts';

/** Who a container's processes run as. */
export function userOf(context: Pick<ProgramContext, 'user' | 'image'>): { readonly name: string; readonly id: number } {
  const user = context.user ?? context.image.user;
  const name = user.split(':')[0]!;
  if (name === '' || name === '0' || name === 'root') return { name: 'root', id: 0 };
  if (/^\d+$/.test(name)) return { name: '', id: Number(name) };
  return { name, id: name === 'nobody' ? 65_534 : 1_000 };
}
