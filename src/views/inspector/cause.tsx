import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../session/answer.ts';
import { useMirror, useMoment } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { useWords } from '../../session/words.ts';
import { GoThere } from './go-there.tsx';
import type { Happening } from '../../wire/happening.ts';
import { Unanswered } from './unanswered.tsx';

/** The thread of cause of an object's latest change: back to the command that started it, forward to all it caused. */
export function Cause({ oid }: { readonly oid: number }) {
  const { t } = useTranslation();
  const { happenings } = useMoment();
  const id = useMirror('cursor', (mirror) => mirror.happenings.lastWrite(oid, happenings));
  return id === 0 ? <p className="muted">{t('inspector.noCause')}</p> : <Thread id={id} />;
}

export function Thread({ id }: { readonly id: number }) {
  const { t } = useTranslation();
  const answered = useAnswer({ ask: 'thread', id, limit: LONGEST }, [id]);
  if (answered.is !== 'answer') return <Unanswered of={answered} />;
  const thread = answered.answer;
  const back = thread.back.filter(tellsSomething);
  const forward = thread.forward.filter(tellsSomething).slice(0, SHOWN);
  const root = thread.back.find(({ code }) => code === 'command');
  return (
    <>
      {root && root.id !== id ? <Beginning happening={root} /> : null}
      <section className="section">
        <h3>{t('inspector.causeBack')}</h3>
        <ol className="thread">
          {back.map((happening) => (
            <Link key={happening.id} happening={happening} current={happening.id === id} />
          ))}
        </ol>
      </section>
      {forward.length > 0 ? (
        <section className="section">
          <h3>{t('inspector.causeForward')}</h3>
          <ol className="thread">
            {forward.map((happening) => (
              <Link key={happening.id} happening={happening} current={false} />
            ))}
          </ol>
        </section>
      ) : null}
    </>
  );
}

/** The command everything hangs on, before the long way to it. */
function Beginning({ happening }: { readonly happening: Happening }) {
  const { t } = useTranslation();
  const words = useWords();
  const select = useSession((s) => s.select);
  return (
    <section className="section predict">
      <strong>{t('inspector.began')}</strong>
      <div>
        <button type="button" className="link" onClick={() => select({ kind: 'happening', id: happening.id })}>
          {words.line(happening)}
        </button>
      </div>
    </section>
  );
}

/** Long enough to get back to the command through a whole rollout. */
const LONGEST = 300;
const SHOWN = 40;

/** Answers and deliveries are steps of the way, not reasons: the thread reads better without them. */
const tellsSomething = (happening: Happening): boolean => happening.code !== 'api.response' && happening.code !== 'watch.event';

function Link({ happening, current }: { readonly happening: Happening; readonly current: boolean }) {
  const words = useWords();
  const select = useSession((s) => s.select);
  const sentence = happening.say ? words.decision(happening.say, happening.args) : undefined;
  return (
    <li data-current={current}>
      <div className="thread-head">
        <button type="button" className="link who" onClick={() => select({ kind: 'happening', id: happening.id })}>
          {words.actor(happening.actor)}
        </button>
        <GoThere t={happening.t} to={{ happening: happening.id }} />
      </div>
      <div>{sentence ? sentence.decided : words.line(happening)}</div>
      {sentence ? <div className="muted">{sentence.saw}</div> : null}
    </li>
  );
}
