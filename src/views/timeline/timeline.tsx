import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { THEMES, type Tokens } from '../glyphs/tokens.ts';
import { STAGE_TEXTS, type StageTexts } from '../stage/texts.ts';
import type { Lane } from './lanes.ts';
import './timeline.css';
import {
  AXIS,
  clock,
  type Fork,
  type Gap,
  LANE,
  labelWidth,
  LANES_TOP,
  TICKS,
  TimelinePainter,
  type TimelinePicture,
  timelineHeight,
  type TimeView,
} from './timeline-painter.ts';
import type { TimelineIndex } from './timeline-index.ts';

export interface TimelineProps {
  readonly index: TimelineIndex;
  readonly lanes: readonly Lane[];
  /** The instant shown, read every frame. */
  readonly time: () => { readonly now: number; readonly head: number; readonly rev: number };
  readonly forks?: readonly Fork[];
  readonly gaps?: readonly Gap[];
  readonly onSeek: (to: { readonly t: number }) => void;
  readonly onStep: (by: 'event' | 'write', back: boolean) => void;
  readonly onStart?: () => void;
  readonly onNow?: () => void;
  readonly onSelect?: (target: Lane['target']) => void;
  /** A command's flag was pressed: the id of its happening. */
  readonly onDoing?: (id: number) => void;
  readonly onBranch?: (id: string) => void;
  readonly tokens?: Tokens;
  readonly texts?: StageTexts;
  /** Type and strokes are drawn so much larger: for a projector. */
  readonly scale?: number;
}

const NONE: readonly never[] = [];

/** History as a strip: lives of objects, doings of components, every write of etcd; drag to be anywhere in it. */
export function Timeline(props: TimelineProps) {
  const { lanes, tokens = THEMES.light, texts = STAGE_TEXTS.en } = props;
  const host = useRef<HTMLDivElement>(null);
  const engine = useRef<TimelineEngine | undefined>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [told, setTold] = useState({ now: 0, head: 0, rev: 0 });

  useLayoutEffect(() => {
    if (!host.current) return;
    const made = new TimelineEngine(host.current, () => latest.current, setTold);
    engine.current = made;
    return () => made.stop();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: any of these makes the picture another one.
  useEffect(() => engine.current?.refresh(), [lanes, tokens, texts, props.forks, props.gaps, props.index, props.scale]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowLeft' || key === 'ArrowRight') props.onStep(event.shiftKey ? 'write' : 'event', key === 'ArrowLeft');
    else if (key === 'Home') (props.onStart ?? (() => props.onSeek({ t: 0 })))();
    else if (key === 'End') (props.onNow ?? (() => props.onSeek({ t: props.time().head })))();
    else if (key === '+' || key === '=') engine.current?.zoom(1.5);
    else if (key === '-') engine.current?.zoom(1 / 1.5);
    else if (key === '0') engine.current?.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="timeline"
      ref={host}
      role="slider"
      tabIndex={0}
      aria-label={texts.timeline}
      aria-description={texts.timelineKeys}
      aria-valuemin={0}
      aria-valuemax={Math.round(told.head / 1e3) / 1e3}
      aria-valuenow={Math.round(told.now / 1e3) / 1e3}
      aria-valuetext={texts.at((told.now / 1e6).toFixed(3), told.rev)}
      onKeyDown={onKeyDown}
      style={{ height: '100%', minHeight: timelineHeight(lanes.length) * (props.scale ?? 1) }}
    >
      <canvas aria-hidden="true" />
    </div>
  );
}

/** Shows everything that was lived until someone zooms; then keeps the playhead in view. */
class TimelineEngine {
  private readonly host: HTMLElement;
  private readonly props: () => TimelineProps;
  private readonly tell: (at: { now: number; head: number; rev: number }) => void;
  private readonly painter: TimelinePainter;
  private readonly observer: ResizeObserver;
  private frame = 0;
  private stale = true;
  private shown = '';
  private view: TimeView = { from: 0, usPerPixel: 10_000 };
  private held = false;
  private hoverX: number | undefined;
  private pressed = false;
  private wish: number | undefined;
  private toldAt = 0;

  constructor(host: HTMLElement, props: () => TimelineProps, tell: (at: { now: number; head: number; rev: number }) => void) {
    this.host = host;
    this.props = props;
    this.tell = tell;
    this.painter = new TimelinePainter(host.querySelector('canvas') as HTMLCanvasElement);
    this.observer = new ResizeObserver(() => this.refresh());
    this.observer.observe(host);
    host.addEventListener('pointerdown', this.onDown);
    host.addEventListener('pointermove', this.onMove);
    host.addEventListener('pointerup', this.onUp);
    host.addEventListener('pointercancel', this.onUp);
    host.addEventListener('pointerleave', this.onLeave);
    host.addEventListener('wheel', this.onWheel, { passive: false });
    this.frame = requestAnimationFrame(this.tick);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    for (const [name, listener] of [
      ['pointerdown', this.onDown],
      ['pointermove', this.onMove],
      ['pointerup', this.onUp],
      ['pointercancel', this.onUp],
    ] as const)
      this.host.removeEventListener(name, listener);
    this.host.removeEventListener('pointerleave', this.onLeave);
    this.host.removeEventListener('wheel', this.onWheel);
  }

  private get scale(): number {
    return this.props().scale ?? 1;
  }

  /** In the units that are drawn. */
  private get width(): number {
    return this.host.clientWidth / this.scale;
  }

  refresh(): void {
    this.stale = true;
  }

  fit(): void {
    this.held = false;
    this.stale = true;
  }

  zoom(factor: number, at = this.width / 2): void {
    const left = labelWidth(this.width);
    const t = this.view.from + (at - left) * this.view.usPerPixel;
    const usPerPixel = Math.max(20, Math.min(60_000_000, this.view.usPerPixel / factor));
    this.held = true;
    this.view = { usPerPixel, from: t - (at - left) * usPerPixel };
    this.stale = true;
  }

  private readonly tick = (time: number): void => {
    this.frame = requestAnimationFrame(this.tick);
    const props = this.props();
    if (this.wish !== undefined) {
      props.onSeek({ t: this.wish });
      this.wish = undefined;
    }
    const at = props.time();
    const key = `${at.now} ${at.head} ${props.index.version}`;
    if (key === this.shown && !this.stale) return;
    this.shown = key;
    this.stale = false;
    this.follow(at);
    this.painter.draw(this.picture(props, at), Math.min(2.5, window.devicePixelRatio || 1) * this.scale);
    if (time - this.toldAt > 400) {
      this.toldAt = time;
      this.tell({ now: at.now, head: at.head, rev: at.rev });
    }
  };

  private follow({ now, head }: { readonly now: number; readonly head: number }): void {
    const span = Math.max(1, this.width - labelWidth(this.width));
    if (!this.held) {
      const whole = Math.max(1_000_000, head) * 1.06;
      // Grows in steps, so that the past does not creep with every frame.
      const usPerPixel = 2 ** (Math.ceil(Math.log2(whole / span) * 4) / 4);
      this.view = { from: 0, usPerPixel };
      return;
    }
    const x = (now - this.view.from) / this.view.usPerPixel;
    if (!this.pressed && (x < 0 || x > span)) this.view = { ...this.view, from: now - span * 0.7 * this.view.usPerPixel };
  }

  private picture(props: TimelineProps, at: { readonly now: number; readonly head: number }): TimelinePicture {
    return {
      index: props.index,
      lanes: props.lanes,
      now: at.now,
      head: Math.max(at.head, at.now),
      forks: props.forks ?? NONE,
      gaps: props.gaps ?? NONE,
      doings: (props.texts ?? STAGE_TEXTS.en).doings,
      view: this.view,
      width: this.width,
      height: this.host.clientHeight / this.scale,
      tokens: props.tokens ?? THEMES.light,
      hoverX: this.hoverX,
    };
  }

  private timeAt(x: number): number {
    return Math.max(0, this.view.from + (x - labelWidth(this.width)) * this.view.usPerPixel);
  }

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const frame = this.host.getBoundingClientRect();
    const x = (event.clientX - frame.left) / this.scale;
    const y = (event.clientY - frame.top) / this.scale;
    const props = this.props();
    if (x < labelWidth(this.width)) {
      const lane = props.lanes[Math.floor((y - LANES_TOP) / LANE)];
      if (lane) props.onSelect?.(lane.target);
      return;
    }
    const fork = (props.forks ?? NONE).find((candidate) => y < AXIS && x >= this.xOf(candidate.t) - 2 && x < this.xOf(candidate.t) + 110);
    if (fork && props.onBranch) return props.onBranch(fork.id);
    const doing = y >= AXIS + TICKS && y < LANES_TOP ? this.doingAt(x) : undefined;
    if (doing && props.onDoing) return props.onDoing(doing.id);
    this.host.setPointerCapture(event.pointerId);
    this.pressed = true;
    this.wish = this.timeAt(x);
  };

  /** The last command whose flag is there. */
  private doingAt(x: number): TimelineIndex['commands'][number] | undefined {
    const { index } = this.props();
    const last = index.commands[index.commandFrom(this.timeAt(x + 3)) - 1];
    return last && x < this.xOf(last.t) + 8 ? last : undefined;
  }

  private xOf(t: number): number {
    return labelWidth(this.width) + (t - this.view.from) / this.view.usPerPixel;
  }

  private readonly onMove = (event: PointerEvent): void => {
    const x = (event.clientX - this.host.getBoundingClientRect().left) / this.scale;
    this.hoverX = x;
    this.host.title = x > labelWidth(this.width) ? clock(this.timeAt(x)) : '';
    if (this.pressed) this.wish = this.timeAt(x);
    this.stale = true;
  };

  private readonly onUp = (): void => {
    this.pressed = false;
  };

  private readonly onLeave = (): void => {
    this.hoverX = undefined;
    this.stale = true;
  };

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const x = (event.clientX - this.host.getBoundingClientRect().left) / this.scale;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.held = true;
      this.view = { ...this.view, from: Math.max(0, this.view.from + (event.deltaX || event.deltaY) * this.view.usPerPixel) };
      this.stale = true;
    } else this.zoom(Math.exp(-event.deltaY * 0.002), x);
  };
}
