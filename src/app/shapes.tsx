import { useId } from 'react';
import type { DisplayList, Shape } from '../views/glyphs/display-list.ts';

interface ShapesProps {
  readonly list: DisplayList;
  readonly size: readonly [number, number];
  /** Its middle lies at 0,0 instead of its upper left corner. */
  readonly centred?: boolean;
}

/** A glyph of the stage inside of a text: the same shapes as elements. Words in it are left out; what it means stands beside it. */
export function Shapes({ list, size: [w, h], centred = false }: ShapesProps) {
  const id = useId();
  const hatch = list.flatMap((shape) => ('hatch' in shape && shape.hatch ? [shape.hatch] : []))[0];
  return (
    <svg width={w} height={h} viewBox={centred ? `${-w / 2} ${-h / 2} ${w} ${h}` : `0 0 ${w} ${h}`} aria-hidden="true" focusable="false">
      {hatch ? (
        <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M1 0V5" stroke={hatch} strokeWidth="1.2" opacity="0.55" />
        </pattern>
      ) : null}
      {list.map((shape, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes of a glyph have no identity of their own.
        <One key={i} shape={shape} hatchId={id} />
      ))}
    </svg>
  );
}

function One({ shape, hatchId }: { readonly shape: Shape; readonly hatchId: string }) {
  if (shape.s === 'text') return null;
  const ink = {
    fill: shape.fill ?? 'none',
    ...(shape.stroke === undefined ? {} : { stroke: shape.stroke, strokeWidth: shape.width ?? 1 }),
    ...(shape.dash ? { strokeDasharray: shape.dash.join(' ') } : {}),
    ...(shape.opacity === undefined ? {} : { opacity: shape.opacity }),
  };
  if (shape.s === 'circle') return <circle cx={shape.cx} cy={shape.cy} r={Math.max(shape.r, 0)} {...ink} />;
  const hatched = shape.hatch ? { ...ink, fill: `url(#${hatchId})`, stroke: 'none' } : undefined;
  if (shape.s === 'path')
    return (
      <>
        <path d={shape.d} {...ink} {...(shape.cap === 'round' ? { strokeLinecap: 'round' as const, strokeLinejoin: 'round' as const } : {})} />
        {hatched ? <path d={shape.d} {...hatched} /> : null}
      </>
    );
  const box = { x: shape.x, y: shape.y, width: Math.max(shape.w, 0), height: Math.max(shape.h, 0), rx: shape.r ?? 0 };
  return (
    <>
      <rect {...box} {...ink} />
      {hatched ? <rect {...box} {...hatched} /> : null}
    </>
  );
}
