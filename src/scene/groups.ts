import { type Rect, union } from './geometry.ts';
import type { Layout } from './layout.ts';

/** The zone a group of the tree stands for, so that the keyboard's ring has a place; undefined = it has none on the picture. */
export function groupRect({ frame }: Layout, group: string): Rect | undefined {
  switch (group) {
    case 'cluster':
      return union(frame.control, frame.nodes);
    case 'control-plane':
      return frame.control;
    case 'waiting':
      return frame.waiting;
    case 'outside':
      return union(frame.kubectl, union(frame.users, frame.dns));
    case 'workloads':
      return frame.workloads;
    case 'services':
      return frame.services;
    case 'storage':
      return frame.storage;
    default:
      return undefined;
  }
}
