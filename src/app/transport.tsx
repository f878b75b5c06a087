import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight, GitBranch, Pause, Play, Redo2, SkipBack, SkipForward, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCluster, useMirror, useMoment } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { clockText, stretchText } from './clock.ts';
import { playFromStart } from './from-start.ts';
import { useLastWords } from './notices.tsx';
import { ScriptBar } from './script-bar.tsx';
import { ServedSign } from './served-sign.tsx';
import { branchTitle } from './branch-title.ts';
import { SPEEDS } from './speeds.ts';
import { redoNext, undoLast, useUndo } from './undo.ts';

/** Play, pause, step, speed, branches: time is commanded here. */
export function Transport({ scenario }: { readonly scenario: string }) {
  const { t } = useTranslation();
  const { source, mirror } = useCluster();
  const playing = useMirror('play', (m) => m.playing);
  const background = useSession((s) => s.showBackground);
  const step = (by: 'event' | 'write', back: boolean) => source.send({ do: 'step', by, back, background });
  if (!source.can.seek) return null;
  return (
    <section className="transport" aria-label={t('time.transport')}>
      <div className="transport-row">
        <IconButton label={t('time.fromStart')} onClick={() => playFromStart({ source, mirror })}>
          <SkipBack size={18} aria-hidden />
        </IconButton>
        <IconButton label={t('time.backWrite')} shortcut="Shift+←" onClick={() => step('write', true)}>
          <ChevronsLeft size={18} aria-hidden />
        </IconButton>
        <IconButton label={t('time.back')} shortcut="←" onClick={() => step('event', true)}>
          <ChevronLeft size={18} aria-hidden />
        </IconButton>
        <IconButton
          label={t(playing ? 'time.pause' : 'time.play')}
          shortcut="Space"
          tone="primary"
          onClick={() => source.send({ do: playing ? 'pause' : 'play' })}
        >
          {playing ? <Pause size={18} aria-hidden /> : <Play size={18} aria-hidden />}
        </IconButton>
        <IconButton label={t('time.nextEvent')} shortcut="→" onClick={() => step('event', false)}>
          <ChevronRight size={18} aria-hidden />
        </IconButton>
        <IconButton label={t('time.nextWrite')} shortcut="Shift+→" onClick={() => step('write', false)}>
          <ChevronsRight size={18} aria-hidden />
        </IconButton>
        <IconButton label={t('time.now')} shortcut="End" onClick={() => source.send({ do: 'now' })}>
          <SkipForward size={18} aria-hidden />
        </IconButton>
        <UndoRedo />
      </div>
      <Clock />
      <Speed />
      <Branches />
      <ServedSign />
      <StepWords />
      <ScriptBar scenario={scenario} />
    </section>
  );
}

/** Each says what it would take back, or do again. */
function UndoRedo() {
  const { t } = useTranslation();
  const { source, mirror } = useCluster();
  const { undo, redo } = useUndo();
  return (
    <>
      <IconButton label={undo ? t('time.undoOf', { command: undo }) : t('time.undo')} shortcut="Ctrl+Z" onClick={() => undoLast(source, mirror)}>
        <Undo2 size={18} aria-hidden />
      </IconButton>
      <IconButton
        label={redo ? t('time.redoOf', { command: redo }) : t('time.redo')}
        shortcut="Ctrl+Shift+Z"
        disabled={!redo}
        onClick={() => redoNext(source, mirror)}
      >
        <Redo2 size={18} aria-hidden />
      </IconButton>
    </>
  );
}

function Clock() {
  const { t } = useTranslation();
  const moment = useMoment();
  const head = useMirror('cursor', (m) => m.head);
  const behind = head.t - moment.t;
  return (
    <div className="transport-clock">
      <output className="clock" aria-live="off">
        {clockText(moment.t)}
      </output>
      <span className="transport-note">
        <span className="revision">{t('time.revision', { rev: moment.rev })}</span>
        <span className="where" data-past={head.event > moment.event}>
          {head.event > moment.event ? t('time.past', { behind: stretchText(behind) }) : t('time.atNow')}
        </span>
      </span>
    </div>
  );
}

/** While time stands: which event it stands at, and what happened in it; so that every step is seen, even where neither clock nor picture changes. */
function StepWords() {
  const { t } = useTranslation();
  const playing = useMirror('play', (m) => m.playing);
  const moment = useMirror('cursor', (m) => m.moment);
  const what = useLastWords(moment);
  const said = playing || what === '' ? '' : t('time.event', { event: moment.event, what });
  return (
    <span className="transport-said" title={said}>
      {said}
    </span>
  );
}

function Speed() {
  const { t } = useTranslation();
  const { source } = useCluster();
  const speed = useMirror('play', (m) => m.speed);
  return (
    <Menu
      align="start"
      trigger={
        <Button tone="quiet" aria-label={t('time.speed')}>
          {speed}×
        </Button>
      }
      groups={[
        {
          title: t('time.speed'),
          items: SPEEDS.map((value) => ({
            id: String(value),
            label: `${value}×`,
            checked: value === speed,
            onSelect: () => source.send({ do: 'speed', speed: value }),
          })),
        },
      ]}
    />
  );
}

function Branches() {
  const { t } = useTranslation();
  const { source } = useCluster();
  const branches = useMirror('branches', (m) => m.branches);
  const current = useMirror('cursor', (m) => m.moment.branch);
  const language = useSession((s) => s.language);
  if (branches.length < 2) return null;
  const shown = branches.find((branch) => branch.id === current);
  const name = shown ? branchTitle(shown, language, t) : current;
  return (
    <Menu
      align="start"
      trigger={
        <Button tone="quiet" aria-label={`${t('time.branch')}: ${name}`}>
          <GitBranch size={16} aria-hidden />
          <span className="branch-name">{name}</span>
        </Button>
      }
      groups={[
        {
          title: t('time.branches'),
          items: branches.map((branch) => ({
            id: branch.id,
            label: branchTitle(branch, language, t),
            detail: clockText(branch.head.t),
            checked: branch.id === current,
            onSelect: () => source.send({ do: 'branch.open', branch: branch.id }),
          })),
        },
        {
          items: [{ id: 'remove', label: t('time.removeBranch'), danger: true, onSelect: () => source.send({ do: 'branch.remove', branch: current }) }],
        },
      ]}
    />
  );
}
