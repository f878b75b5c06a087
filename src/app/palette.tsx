import { Command } from 'cmdk';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SCENARIOS } from '../scenarios/index.ts';
import { useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { useWords } from '../session/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { API_SERVER, COREDNS, CONTROLLERS, ETCD, SCHEDULER, USERS } from '../wire/actors.ts';
import { ROW_KINDS } from '../wire/rows.ts';
import { LESSONS } from './lessons.ts';

const MOST_OBJECTS = 400;

interface PaletteProps {
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
  readonly onUndo: () => void;
}

/** Every object, component, command, lesson by name. */
export function Palette({ onScenario, onLesson, onUndo }: PaletteProps) {
  const { t } = useTranslation();
  const { source, mirror } = useCluster();
  const words = useWords();
  const language = useSession((s) => s.language);
  const change = useSession((s) => s.change);
  const select = useSession((s) => s.select);
  const close = () => change((s) => void (s.paletteOpen = false));
  const run = (action: () => void) => () => {
    close();
    action();
  };
  const rev = useMirror('cursor', (m) => m.moment.rev);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision may hold other objects.
  const objects = useMemo(() => {
    return ROW_KINDS.flatMap((kind) =>
      [...mirror.table(kind).ids()].slice(0, MOST_OBJECTS).map((oid) => ({ oid, kind, name: mirror.nameOf(oid), namespace: mirror.namespaceOf(oid) })),
    );
  }, [rev, mirror]);
  const commands: [string, () => void][] = [
    [t('time.play'), () => source.send({ do: 'play' })],
    [t('time.pause'), () => source.send({ do: 'pause' })],
    [t('time.nextWrite'), () => source.send({ do: 'step', by: 'write' })],
    [t('time.backWrite'), () => source.send({ do: 'step', by: 'write', back: true })],
    [t('time.now'), () => source.send({ do: 'now' })],
    [t('time.undo'), onUndo],
    [t('editor.title'), () => change((s) => void (s.editorOpen = true))],
    [t('app.share'), () => change((s) => void (s.shareOpen = true))],
    [t('app.truth'), () => change((s) => void (s.panel = 'truth'))],
    [t('app.help'), () => change((s) => void (s.helpOpen = true))],
    [t('app.presenter'), () => change((s) => void (s.presenter = !s.presenter))],
    [t('app.languageLabel'), () => change((s) => void (s.language = s.language === 'en' ? 'ja' : 'en'))],
  ];
  return (
    <Dialog open onClose={close} title={t('palette.label')} closeLabel={t('app.close')}>
      <Command label={t('palette.label')}>
        <Command.Input className="palette-input" placeholder={t('palette.placeholder')} autoFocus />
        <Command.List className="palette-list">
          <Command.Empty>{t('palette.none')}</Command.Empty>
          <Command.Group heading={t('palette.objects')}>
            {objects.map(({ oid, kind, name, namespace }) => (
              <Command.Item key={oid} value={`${kind} ${namespace} ${name} ${oid}`} onSelect={run(() => select({ kind: 'object', oid }))}>
                <span>{name}</span>
                <span className="muted">{namespace && namespace !== 'default' ? `${kind} · ${namespace}` : kind}</span>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t('palette.commands')}>
            {commands.map(([label, action]) => (
              <Command.Item key={label} value={label} onSelect={run(action)}>
                {label}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t('palette.components')}>
            {[API_SERVER, ETCD, SCHEDULER, USERS, COREDNS, ...CONTROLLERS].map((actor) => (
              <Command.Item key={actor} value={`${actor} ${words.actor(actor)}`} onSelect={run(() => select({ kind: 'actor', actor }))}>
                {words.actor(actor)}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t('palette.lessons')}>
            {LESSONS.map((lesson) => (
              <Command.Item key={lesson.id} value={`${lesson.id} ${lesson.title.en} ${lesson.title.ja}`} onSelect={run(() => onLesson(lesson.id))}>
                {lesson.title[language]}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t('palette.scenarios')}>
            {SCENARIOS.map((scenario) => (
              <Command.Item key={scenario.id} value={`${scenario.id} ${scenario.title.en} ${scenario.title.ja}`} onSelect={run(() => onScenario(scenario.id))}>
                {scenario.title[language]}
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}
