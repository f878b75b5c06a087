import { X } from 'lucide-react';
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster, useMirror } from '../session/cluster.ts';
import { type Said, useSession } from '../session/session.ts';
import type { Moment } from '../wire/instant.ts';
import { useWords } from '../session/words.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { branchTitle } from './branch-title.ts';
import { waitWords } from './texts/waits.ts';
import { clockText, stretchText } from './clock.ts';

const NOTICE_MS = 7_000;

/** What was done, clamped or refused. An error stays until it is closed or another takes its place. */
export function Notice() {
  const { t } = useTranslation();
  const notice = useSession((s) => s.notice);
  const change = useSession((s) => s.change);
  const close = () => change((s) => void (s.notice = undefined));
  useEffect(() => {
    if (!notice || notice.tone === 'error') return;
    const timer = setTimeout(() => change((s) => void (s.notice = undefined)), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice, change]);
  return notice ? (
    <div className="notice" data-tone={notice.tone}>
      <span role={notice.tone === 'error' ? 'alert' : 'status'}>
        <Text text={inWords(notice.text)} />
      </span>
      {notice.act ? (
        <Button
          onClick={() => {
            close();
            notice.act?.run();
          }}
        >
          {inWords(notice.act.label)}
        </Button>
      ) : null}
      <IconButton label={t('app.close')} onClick={close}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  ) : null;
}

const inWords = (said: Said): string => (typeof said === 'string' ? said : said());

/** A flag is not broken behind its hyphens. */
const Text = ({ text }: { readonly text: string }) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text.
  text.split(/((?<!\S)--?[\w-]+)/).map((piece, i) =>
    i % 2 === 1 ? (
      <span key={i} className="unbroken">
        {piece}
      </span>
    ) : (
      piece
    ),
  );

/** A command given in the past begins a branch: it says so, and offers the way back to the other future. */
export function BranchNotice() {
  const { source, mirror } = useCluster();
  const tell = useSession((s) => s.tell);
  useEffect(() => {
    let known = new Set(mirror.branches.map(({ id }) => id));
    return mirror.listen('branches', () => {
      const { branches, moment } = mirror;
      const begun = known.size > 0 ? branches.find(({ id, parent }) => !known.has(id) && id === moment.branch && parent !== undefined) : undefined;
      // A line that is still typed is told when it is finished: then it has its name.
      known = new Set(branches.flatMap(({ id, naming }) => (naming === 'typing' && !known.has(id) ? [] : [id])));
      if (begun?.naming === 'typing') return;
      const parent = begun && branches.find(({ id }) => id === begun.parent);
      if (!begun || !parent) return;
      // What Ctrl-C ends has ended.
      const isStill = !mirror.playing && begun.naming !== 'ended';
      const name = (of: typeof parent): string => branchTitle(of, useSession.getState().language, i18next.t);
      const said = (): string => i18next.t('time.branched', { command: name(begun), branch: name(parent) });
      tell(() => (isStill ? `${said()}\n${i18next.t('time.standsStill')}` : said()), 'info', {
        label: () => i18next.t('time.backToBranch', { branch: name(parent) }),
        run: () => source.send({ do: 'branch.open', branch: parent.id }),
      });
    });
  }, [mirror, source, tell]);
  return null;
}

/** Idle time that is being skipped says so. */
export function Lens() {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const lens = useMirror('play', (m) => m.lens);
  const now = useMirror('cursor', (m) => m.moment.t);
  if (!lens) return null;
  const why = waitWords(lens.why, language);
  return <div className="lens">{t('time.lensOpen', { duration: stretchText(Math.max(0, lens.untilUs - now)), why })}</div>;
}

/** The last that happened up to the instant shown, in words: who, and what. */
export function useLastWords(moment: Moment): string {
  const { mirror } = useCluster();
  const words = useWords();
  const happening = mirror.happenings.get(moment.happenings);
  const sentence = happening?.say ? words.decision(happening.say, happening.args)?.decided : undefined;
  return happening ? `${words.actor(happening.actor)}: ${sentence ?? words.line(happening)}` : '';
}

/** At most so often something is said: a screen reader has to get to the end of it. */
const SAY_EVERY_MS = 1_000;

/** Tells a screen reader where a step has led to; while time runs only that it runs. */
export function Announcer() {
  const { t } = useTranslation();
  const playing = useMirror('play', (m) => m.playing);
  const moment = useMirror('cursor', (m) => m.moment);
  const what = useLastWords(moment);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (playing) return setSaid(t('time.running'));
    const timer = setTimeout(() => setSaid(`${clockText(moment.t)} ${t('time.revision', { rev: moment.rev })} ${what}`), SAY_EVERY_MS);
    return () => clearTimeout(timer);
  }, [playing, moment, what, t]);
  return (
    <div className="visually-hidden" role="status">
      {said}
    </div>
  );
}
