import { create } from 'zustand';
import { immer } from 'zustand/middleware/immer';
import { recall, remember } from './storage.ts';

/** What the person does and prefers; never the cluster. */
export type Language = 'en' | 'ja';
export type Theme = 'auto' | 'light' | 'dark' | 'contrast';
export type Panel = 'inspector' | 'lesson' | 'truth' | 'faults';
/** What stands in the drawer below the stage. */
export type Dock = 'terminal' | 'console';
export type InspectorTab = 'summary' | 'yaml' | 'events' | 'cause' | 'history';

/** What is selected: an object, a component (actor), or one happening. */
export type Selection =
  | { readonly kind: 'object'; readonly oid: number }
  | { readonly kind: 'actor'; readonly actor: string }
  | { readonly kind: 'happening'; readonly id: number };

/** Words, or what gives them in the language of the page at the time they are shown. */
export type Said = string | (() => string);

/** What a notice offers to do. */
export interface NoticeAct {
  readonly label: Said;
  readonly run: () => void;
}

export interface SessionState {
  language: Language;
  theme: Theme;
  /** `auto` follows the system's setting for reduced motion. */
  motion: 'auto' | 'reduce' | 'full';
  /** Larger type and strokes for a projector. */
  presenter: boolean;
  /** Single-letter shortcuts (WCAG 2.1.4: can be switched off). */
  singleKeys: boolean;
  showBackground: boolean;
  selection: Selection | undefined;
  panel: Panel | undefined;
  tab: InspectorTab;
  editorOpen: boolean;
  editorText: string;
  /** The drawer below the stage: which of its tabs; undefined: closed. */
  dock: Dock | undefined;
  /** Its height in pixels, once somebody has drawn it; else what suits the page. */
  dockHeight: number | undefined;
  /** Counts how often the keyboard was to go to the terminal. */
  terminalFocus: number;
  /** What was typed at the terminal before it could take it; undefined: it can. */
  terminalTyped: string | undefined;
  /** Lines typed there, oldest first. */
  terminalHistory: readonly string[];
  timelineOpen: boolean;
  paletteOpen: boolean;
  /** What was typed at the palette before it could take it; a line break at the end: Enter was pressed. */
  paletteTyped: string;
  helpOpen: boolean;
  shareOpen: boolean;
  /** The trouble chosen among the troubles. */
  fault: string | undefined;
  /** The scenario's script is being played, step by step. */
  scriptOn: boolean;
  lesson: { id: string; step: number } | undefined;
  /** Shown for a moment: what was clamped, refused, or done. */
  notice: { text: Said; tone: 'info' | 'error'; serial: number; act?: NoticeAct } | undefined;
}

export interface SessionActions {
  change(recipe: (state: SessionState) => void): void;
  select(selection: Selection | undefined): void;
  /** Opens or closes the editor; where there is no room for both, the side panel gives way. */
  toggleEditor(): void;
  /** Opens the drawer below the stage at this tab, or closes it there. */
  toggleDock(dock: Dock): void;
  /** Opens the terminal, or goes to it. */
  openTerminal(): void;
  /** The terminal is there: what was typed at it until now; undefined: it is not to have the keyboard. */
  terminalIsThere(): string | undefined;
  /** `act`: what one may do about it, as a button. */
  tell(text: Said, tone?: 'info' | 'error', act?: NoticeAct): void;
}

const KEPT = ['language', 'theme', 'motion', 'presenter', 'singleKeys', 'showBackground'] as const satisfies readonly (keyof SessionState)[];
const KEY = 'cutaway.settings.v1';
const ROOM_FOR_BOTH_PX = 1_400;
/** Up to 900 px, as in app.css, the editor stands over the stage and the drawer. */
const ROOM_BESIDE_STAGE_PX = 901;

const hasRoom = (px: number): boolean => (globalThis.innerWidth ?? Number.POSITIVE_INFINITY) >= px;

export const useSession = create<SessionState & SessionActions>()(
  immer((set, get) => ({
    ...initial(),
    change: (recipe) => set((state) => recipe(state)),
    select: (selection) =>
      set((state) => {
        state.selection = selection;
        if (selection && state.panel !== 'inspector' && state.panel !== 'lesson') state.panel = 'inspector';
      }),
    toggleEditor: () =>
      set((state) => {
        state.editorOpen = !state.editorOpen;
        if (state.editorOpen && !hasRoom(ROOM_FOR_BOTH_PX) && state.panel !== 'lesson') state.panel = undefined;
      }),
    toggleDock: (dock) =>
      set((state) => {
        if (!uncoverDock(state)) state.dock = state.dock === dock ? undefined : dock;
        else if (dock === 'terminal') askForTerminal(state);
        else state.dock = dock;
      }),
    openTerminal: () =>
      set((state) => {
        uncoverDock(state);
        askForTerminal(state);
      }),
    terminalIsThere: () => {
      const { terminalTyped } = get();
      set((state) => void (state.terminalTyped = undefined));
      return terminalTyped;
    },
    tell: (text, tone = 'info', act) =>
      set((state) => {
        state.notice = { text, tone, serial: (state.notice?.serial ?? 0) + 1, ...(act ? { act } : {}) };
      }),
  })),
);

useSession.subscribe((state, before) => {
  if (KEPT.every((key) => state[key] === before[key])) return;
  remember(KEY, JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, state[key]]))));
});

/** Opens it; the keyboard goes there. */
function askForTerminal(state: SessionState): void {
  state.dock = 'terminal';
  state.terminalFocus++;
  state.terminalTyped ??= '';
}

/** Who asks for the drawer sees it: an editor that lies over it is closed; its text stays. True when one was. */
function uncoverDock(state: SessionState): boolean {
  const isCovered = state.editorOpen && !hasRoom(ROOM_BESIDE_STAGE_PX);
  if (isCovered) state.editorOpen = false;
  return isCovered;
}

function initial(): SessionState {
  return {
    language: preferredLanguage(),
    theme: 'auto',
    motion: 'auto',
    presenter: false,
    singleKeys: true,
    showBackground: false,
    selection: undefined,
    panel: hasRoom(900) ? 'inspector' : undefined,
    tab: 'summary',
    editorOpen: false,
    editorText: '',
    dock: undefined,
    dockHeight: undefined,
    terminalFocus: 0,
    terminalTyped: undefined,
    terminalHistory: [],
    timelineOpen: true,
    paletteOpen: false,
    paletteTyped: '',
    helpOpen: false,
    shareOpen: false,
    fault: undefined,
    scriptOn: false,
    lesson: undefined,
    notice: undefined,
    ...keptSettings(),
  };
}

function preferredLanguage(): Language {
  const languages = globalThis.navigator?.languages ?? [];
  return languages.some((language) => language.toLowerCase().startsWith('ja')) && !languages[0]?.toLowerCase().startsWith('en') ? 'ja' : 'en';
}

/** Kept settings, each only if it still is of a form this version knows. */
function keptSettings(): Partial<SessionState> {
  const text = recall(KEY);
  if (!text) return {};
  try {
    const kept = JSON.parse(text) as Record<string, unknown>;
    const out: Partial<SessionState> = {};
    if (kept.language === 'en' || kept.language === 'ja') out.language = kept.language;
    if (kept.theme === 'auto' || kept.theme === 'light' || kept.theme === 'dark' || kept.theme === 'contrast') out.theme = kept.theme;
    if (kept.motion === 'auto' || kept.motion === 'reduce' || kept.motion === 'full') out.motion = kept.motion;
    if (typeof kept.presenter === 'boolean') out.presenter = kept.presenter;
    if (typeof kept.singleKeys === 'boolean') out.singleKeys = kept.singleKeys;
    if (typeof kept.showBackground === 'boolean') out.showBackground = kept.showBackground;
    return out;
  } catch {
    // Not what this page keeps: the settings begin anew.
    return {};
  }
}
