import type { MountInside } from '../../scene/model.ts';
import { type DisplayList, path, rect } from './display-list.ts';
import type { Hue, Tokens } from './tokens.ts';

/** A mark of 10 pixels for where files come from: a sheet, a lock, a disk, a folder. */
export function sourceMark(source: MountInside['source'], x: number, y: number, hue: Hue, tokens: Tokens): DisplayList {
  switch (source) {
    case 'configMap':
      return [
        path(`M${x + 1} ${y}H${x + 6}L${x + 9} ${y + 3}V${y + 10}H${x + 1}Z`, { fill: hue.soft, stroke: hue.line, width: 1.1 }),
        path(`M${x + 3} ${y + 5}H${x + 7}M${x + 3} ${y + 7.5}H${x + 7}`, { stroke: hue.line, width: 1 }),
      ];
    case 'secret':
    case 'projected':
      return [
        path(`M${x + 2.5} ${y + 4.5}V${y + 3}C${x + 2.5} ${y - 0.5} ${x + 7.5} ${y - 0.5} ${x + 7.5} ${y + 3}V${y + 4.5}`, { stroke: hue.line, width: 1.2 }),
        rect(x + 1, y + 4.5, 8, 5.5, { r: 1.4, fill: source === 'secret' ? hue.solid : tokens.card, stroke: hue.line, width: 1 }),
      ];
    case 'claim':
      return [path(`M${x} ${y + 2}H${x + 10}V${y + 7}H${x + 7.5}V${y + 9.5}H${x + 4.5}V${y + 7}H${x}Z`, { fill: hue.soft, stroke: hue.line, width: 1.1 })];
    case 'emptyDir':
    case 'hostPath':
    case 'other':
      return [
        path(`M${x} ${y + 9.5}V${y + 1}H${x + 3.5}L${x + 5} ${y + 2.8}H${x + 10}V${y + 9.5}Z`, {
          fill: hue.soft,
          stroke: hue.line,
          width: 1.1,
          ...(source === 'emptyDir' ? { dash: [2, 1.4] } : {}),
        }),
      ];
    default:
      return source satisfies never;
  }
}
