import type { TFunction } from 'i18next';
import { toggleFullScreen } from '../full-screen.ts';
import { switchLanguage } from '../i18n.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import type { Cluster } from '../../session/cluster.ts';
import { type InspectorTab, useSession } from '../../session/session.ts';
import { FAULTS } from '../../wire/faults.ts';
import { branchTitle } from '../branch-title.ts';
import { playFromStart } from '../from-start.ts';
import { LESSONS } from '../lessons.ts';
import { SPEEDS } from '../speeds.ts';
import { redoNext, undoLast } from '../undo.ts';
import type { Entry } from './entries.ts';

/** What the page itself does for the palette. */
export interface PageActs {
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
  readonly onBlank: () => void;
}

interface Scope {
  readonly cluster: Cluster;
  readonly language: 'en' | 'ja';
  readonly t: TFunction;
  readonly page: PageActs;
}

type Line = readonly [label: string, words: readonly string[], run: () => void];

/** Commands of the page: time, views, settings; lessons, scenarios, troubles, branches. */
export function commandEntries(scope: Scope): readonly Entry[] {
  const lines = [...timeLines(scope), ...viewLines(scope), ...settingLines(scope)];
  return [
    ...lines.map(([label, words, run], i): Entry => ({ id: `command ${label}`, group: 'commands', name: label, words, label, weight: (100 - i) / 1_000, run })),
    ...places(scope),
  ];
}

function timeLines({ cluster, t }: Scope): readonly Line[] {
  const { source, mirror } = cluster;
  if (!source.can.seek) return [];
  return [
    [t('time.play'), ['play', 'run'], () => source.send({ do: 'play' })],
    [t('time.pause'), ['pause', 'stop'], () => source.send({ do: 'pause' })],
    [t('time.fromStart'), ['start', 'beginning', 'restart'], () => playFromStart(cluster)],
    [t('time.undo'), ['undo'], () => undoLast(source, mirror)],
    [t('time.redoLast'), ['redo'], () => redoNext(source, mirror)],
    [t('time.now'), ['now', 'end', 'latest'], () => source.send({ do: 'now' })],
    [t('time.nextWrite'), ['step', 'next write'], () => source.send({ do: 'step', by: 'write' })],
    [t('time.backWrite'), ['back', 'previous write'], () => source.send({ do: 'step', by: 'write', back: true })],
    ...SPEEDS.map((speed): Line => [`${t('time.speed')}: ${speed}×`, ['speed', `${speed}x`, `${speed}`], () => source.send({ do: 'speed', speed })]),
  ];
}

function viewLines({ t, page }: Scope): readonly Line[] {
  const { change } = useSession.getState();
  const tab = (id: InspectorTab, words: readonly string[]): Line => [
    `${t('app.inspector')}: ${t(`inspector.${id}`)}`,
    ['view', 'tab', ...words],
    () =>
      change((s) => {
        s.panel = 'inspector';
        s.tab = id;
      }),
  ];
  return [
    [t('editor.title'), ['yaml', 'editor', 'apply', 'manifest'], () => change((s) => void (s.editorOpen = true))],
    [t('terminal.open'), ['terminal', 'kubectl', 'shell'], () => useSession.getState().openTerminal()],
    [t('console.title'), ['rest', 'console', 'api', 'http', 'curl', 'request', 'raw'], () => change((s) => void (s.dock = 'console'))],
    [t('faults.title'), ['trouble', 'fault', 'chaos', 'break'], () => change((s) => void (s.panel = 'faults'))],
    [t('app.share'), ['share', 'link', 'embed', 'save', 'open file'], () => change((s) => void (s.shareOpen = true))],
    [t('app.truth'), ['simplified', 'true', 'difference'], () => change((s) => void (s.panel = 'truth'))],
    tab('summary', ['summary']),
    tab('cause', ['why', 'cause']),
    tab('yaml', ['yaml']),
    tab('events', ['events']),
    tab('history', ['history', 'diff']),
    [t('app.panel'), ['panel', 'inspector', 'side'], () => change((s) => void (s.panel = s.panel === undefined ? 'inspector' : undefined))],
    [t('keys.blank'), ['blank', 'black'], page.onBlank],
    [t('keys.full'), ['full screen'], () => void toggleFullScreen()],
    [t('keys.title'), ['keyboard', 'help', 'shortcuts'], () => change((s) => void (s.helpOpen = true))],
  ];
}

function settingLines({ t }: Scope): readonly Line[] {
  const { change } = useSession.getState();
  return [
    ...(['auto', 'light', 'dark', 'contrast'] as const).map(
      (theme): Line => [`${t('app.theme')}: ${t(`app.themes.${theme}`)}`, ['theme', theme], () => change((s) => void (s.theme = theme))],
    ),
    ...(['auto', 'full', 'reduce'] as const).map(
      (motion): Line => [`${t('app.motion')}: ${t(`app.motions.${motion}`)}`, ['motion', motion], () => change((s) => void (s.motion = motion))],
    ),
    [t('app.languageLabel'), ['language', 'japanese', 'english', '日本語', '言語'], switchLanguage],
    [t('app.presenter'), ['presenter', 'large', 'size'], () => change((s) => void (s.presenter = !s.presenter))],
    [t('app.singleKeys'), ['keys', 'shortcuts'], () => change((s) => void (s.singleKeys = !s.singleKeys))],
    [t('app.showBackground'), ['background', 'heartbeat', 'probe'], () => change((s) => void (s.showBackground = !s.showBackground))],
  ];
}

function places({ cluster, language, t, page }: Scope): readonly Entry[] {
  const { source, mirror } = cluster;
  const other = language === 'en' ? 'ja' : 'en';
  const { change } = useSession.getState();
  return [
    ...LESSONS.map(
      ({ id, title }): Entry => ({
        id: `lesson ${id}`,
        group: 'lessons',
        name: title[language],
        words: ['lesson', id],
        also: [title[other]],
        label: title[language],
        run: () => page.onLesson(id),
      }),
    ),
    ...SCENARIOS.map(
      ({ id, title, script }): Entry => ({
        id: `scenario ${id}`,
        group: 'scenarios',
        name: title[language],
        words: ['scenario', 'cluster', id],
        also: [title[other]],
        label: title[language],
        ...(script ? { detail: t('script.has') } : {}),
        run: () => page.onScenario(id),
      }),
    ),
    ...(source.can.inject ? FAULTS : []).map(
      ({ name, title }): Entry => ({
        id: `fault ${name}`,
        group: 'faults',
        name: title[language],
        words: ['trouble', 'fault', name],
        also: [title[other]],
        label: title[language],
        run: () =>
          change((s) => {
            s.panel = 'faults';
            s.fault = name;
          }),
      }),
    ),
    ...(mirror.branches.length > 1 ? mirror.branches : []).map(
      (branch): Entry => ({
        id: `branch ${branch.id}`,
        group: 'branches',
        name: branchTitle(branch, language, t),
        words: ['branch', branch.name],
        label: branchTitle(branch, language, t),
        run: () => source.send({ do: 'branch.open', branch: branch.id }),
      }),
    ),
  ];
}
