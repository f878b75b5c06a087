import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import { useAnswer } from '../../session/answer.ts';
import { useHappening } from '../../session/cluster.ts';
import { useWords } from '../../session/words.ts';
import type { Answers } from '../../wire/source.ts';
import { type Change, changesOf } from './changes.ts';
import { GoThere } from './go-there.tsx';
import { Yaml } from './live-yaml.tsx';
import { Unanswered } from './unanswered.tsx';

type Say = ReturnType<typeof useTranslation>['t'];
type Version = Answers['history'][number];
const SHOWN = 60;

/** All versions of an object that are kept, newest first; one opens as a difference from the one before. */
export function History({ object, oid }: { readonly object: KubeObject; readonly oid: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number>();
  const rev = object.metadata.resourceVersion;
  // A new revision is a new history.
  const answered = useAnswer({ ask: 'history', oid }, [oid, rev]);
  if (answered.is !== 'answer') return <Unanswered of={answered} />;
  const versions = answered.answer;
  const newest = [...versions].reverse().slice(0, SHOWN);
  return (
    <ol className="thread">
      {newest.map((version) => {
        const before = versions[versions.indexOf(version) - 1];
        return (
          <li key={version.rev} data-current={String(version.rev) === rev}>
            <div className="thread-head">
              <button
                type="button"
                className="link who"
                aria-expanded={open === version.rev}
                onClick={() => setOpen(open === version.rev ? undefined : version.rev)}
              >
                {t('inspector.revision', { rev: version.rev })}
              </button>
              <GoThere t={version.t} to={{ rev: version.rev }} />
            </div>
            <Written version={version} before={before} />
            {open === version.rev ? (
              version.object ? (
                <Yaml object={version.object} before={before?.object ?? undefined} />
              ) : (
                <p className="muted">{t('inspector.gone')}</p>
              )
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}

/** So many changes are told in a line; the rest is in the difference. */
const TOLD = 3;

/** Who wrote a version, and what is otherwise in it than in the one before. */
function Written({ version, before }: { readonly version: Version; readonly before: Version | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const write = useHappening(version.happening);
  const request = useHappening(write?.cause ?? version.happening);
  const who = request?.code === 'api.request' ? `${words.actor(request.actor)}: ` : '';
  const what = write?.args?.type === 'ADDED' ? t('inspector.change.created') : whatChanged(version, before, t);
  return <p className="history-what">{`${who}${what}`}</p>;
}

function whatChanged({ object }: Version, before: Version | undefined, t: Say): string {
  if (!object) return t('inspector.change.gone');
  if (!before?.object) return t('inspector.change.first');
  const changes = changesOf(object, before.object);
  if (changes.length === 0) return t('inspector.change.none');
  const told = changes.slice(0, TOLD).map((change) => changeText(change, t));
  return [...told, ...(changes.length > TOLD ? [t('inspector.change.more', { count: changes.length - TOLD })] : [])].join(' · ');
}

function changeText({ what, path, from, to }: Change, t: Say): string {
  const name = what === 'condition' ? t('inspector.change.condition', { type: path }) : path;
  if (what === 'removed' || (what === 'condition' && to === undefined)) return t('inspector.change.removed', { path: name });
  if (from !== undefined && to !== undefined) return `${name} ${from} → ${to}`;
  if (what === 'changed') return t('inspector.change.changed', { path: name });
  return to === undefined ? t('inspector.change.added', { path: name }) : t('inspector.change.set', { path: name, to });
}
