import { tinykeys } from 'tinykeys';
import type { Cluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { toggleFullScreen } from './full-screen.ts';
import { switchLanguage } from './i18n.ts';
import { SCRIPT_NEXT } from './script-bar.tsx';
import { SPEEDS } from './speeds.ts';

/** Keys and remotes lead a lesson on with this event; its detail is a `LessonKey`. */
export const LESSON_KEY = 'cutaway:lesson';
/** On, back, or which choice. */
export type LessonKey = 'next' | 'back' | number;

/** What the page does itself. */
interface PageKeys {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly blank: () => void;
}

export function startKeyboard(cluster: Cluster, act: PageKeys): () => void {
  const stop = [typeAhead(), shortcuts(cluster, act)];
  return () => {
    for (const one of stop) one();
  };
}

/** Every shortcut of the page. Nothing is taken from fields, the editor, menus; single letters can be switched off. */
function shortcuts({ source, mirror }: Cluster, act: PageKeys): () => void {
  const { change, select } = useSession.getState();
  const step = (by: 'event' | 'write', back: boolean) => source.send({ do: 'step', by, back, background: useSession.getState().showBackground });
  const togglePlay = () => source.send({ do: mirror.playing ? 'pause' : 'play' });
  const inLesson = () => useSession.getState().panel === 'lesson';
  /** True when the lesson had something to do with it. */
  const lesson = (detail: LessonKey): boolean => !window.dispatchEvent(new CustomEvent(LESSON_KEY, { detail, cancelable: true }));
  const choose = (choice: number): boolean => inLesson() && lesson(choice);
  const stepOn = () => (useSession.getState().scriptOn ? void window.dispatchEvent(new Event(SCRIPT_NEXT)) : void lesson('next'));
  const speed = (by: 1 | -1) => {
    const at = SPEEDS.findIndex((value) => value >= mirror.speed);
    const value = SPEEDS[Math.min(Math.max(at + by, 0), SPEEDS.length - 1)]!;
    source.send({ do: 'speed', speed: value });
  };
  const letter = (action: () => void) => (event: KeyboardEvent) => {
    if (useSession.getState().singleKeys && isFree(event)) {
      event.preventDefault();
      action();
    }
  };
  const free = (action: () => void) => (event: KeyboardEvent) => {
    if (!isFree(event)) return;
    event.preventDefault();
    action();
  };
  const always = (action: () => void) => (event: KeyboardEvent) => {
    event.preventDefault();
    action();
  };
  return tinykeys(window, {
    Space: free(() => (inLesson() ? void lesson('next') : togglePlay())),
    k: letter(togglePlay),
    n: letter(stepOn),
    PageDown: free(() => (inLesson() || useSession.getState().scriptOn ? stepOn() : step('event', false))),
    PageUp: free(() => (inLesson() ? void lesson('back') : step('event', true))),
    ArrowRight: onPage(() => step('event', false)),
    ArrowLeft: onPage(() => step('event', true)),
    'Shift+ArrowRight': onPage(() => step('write', false)),
    'Shift+ArrowLeft': onPage(() => step('write', true)),
    Home: onPage(() => source.send({ do: 'seek', to: { event: 0 } })),
    End: onPage(() => source.send({ do: 'now' })),
    'Shift+<': letter(() => speed(-1)),
    '<': letter(() => speed(-1)),
    'Shift+>': letter(() => speed(1)),
    '>': letter(() => speed(1)),
    '$mod+k': always(() => change((s) => void (s.paletteOpen = !s.paletteOpen))),
    '$mod+z': free(act.undo),
    '$mod+Shift+Z': free(act.redo),
    '$mod+Shift+z': free(act.redo),
    '$mod+y': free(act.redo),
    e: letter(() => useSession.getState().toggleEditor()),
    t: letter(() => useSession.getState().openTerminal()),
    r: letter(() => useSession.getState().toggleDock('console')),
    i: letter(() => change((s) => void (s.panel = s.panel === undefined ? (s.lesson ? 'lesson' : 'inspector') : undefined))),
    l: letter(switchLanguage),
    d: letter(() => change((s) => void (s.theme = isDark() ? 'light' : 'dark'))),
    b: letter(() => void (choose(1) || act.blank())),
    a: letter(() => void choose(0)),
    c: letter(() => void choose(2)),
    ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [String(i + 1), letter(() => void choose(i))])),
    '.': letter(act.blank),
    f: letter(() => void toggleFullScreen()),
    'Shift+?': letter(() => change((s) => void (s.helpOpen = true))),
    '?': letter(() => change((s) => void (s.helpOpen = true))),
    Escape: free(() => {
      change((s) => void (s.notice = undefined));
      select(undefined);
    }),
  });
}

/** Who types at once after opening the palette or the terminal means it, although it may not be there yet: nothing of that is a shortcut. */
function typeAhead(): () => void {
  const keep = (event: KeyboardEvent): void => {
    const { paletteOpen, terminalTyped, dock, change } = useSession.getState();
    const isAwaited = paletteOpen || (dock === 'terminal' && terminalTyped !== undefined);
    const target = event.target as HTMLElement | null;
    if (!isAwaited || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || target?.closest('[role="dialog"]')) return;
    const typed = event.key === 'Enter' ? '\n' : event.key;
    if (typed.length !== 1) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    change((s) => {
      if (paletteOpen) s.paletteTyped += typed;
      else if (s.terminalTyped !== undefined) s.terminalTyped += typed;
    });
  };
  window.addEventListener('keydown', keep, { capture: true });
  return () => window.removeEventListener('keydown', keep, { capture: true });
}

const isDark = (): boolean => document.documentElement.dataset.theme === 'dark';

/** Arrows belong to whatever has the focus and uses them (stage, timeline, tabs, menus); here only when nothing does. */
const onPage = (action: () => void) => (event: KeyboardEvent) => {
  const target = event.target as HTMLElement | null;
  if (!isFree(event) || target?.closest('[role="treegrid"], [role="slider"], [role="tablist"], [data-keys="own"]')) return;
  event.preventDefault();
  action();
};

function isFree(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (event.isComposing || event.defaultPrevented) return false;
  if (target?.isContentEditable || target?.closest('input, textarea, select, [role="menu"], [role="dialog"]')) return false;
  return !(event.code === 'Space' && target?.closest('button, a, [role="button"], [role="tab"]'));
}
