import { useTranslation } from 'react-i18next';
import { kubeProxy, USERS } from '../../wire/actors.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import { useCluster, useMirror, useMoment, usePart } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { useWords } from '../../session/words.ts';
import { ActorActs } from './acts.tsx';
import { InspectorHead } from './inspector-head.tsx';
import { ComponentState } from './component-state.tsx';
import { GoThere } from './go-there.tsx';
import { ProxyRules } from './proxy-rules.tsx';
import { Traffic, TrafficForm } from './traffic-form.tsx';

const LOOK_BACK = 5_000;
const SHOWN = 12;

/** A component: what it decided lately, what waits in its queue, what it shows of itself; and the switch to turn it off. */
export function ActorInspector({ actor }: { readonly actor: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const part = usePart(actor);
  const { mirror } = useCluster();
  const select = useSession((s) => s.select);
  const moment = useMoment();
  useMirror('happenings', (m) => m.happenings.count);
  const recent = recentOf(mirror, actor, moment.happenings);
  return (
    <>
      <InspectorHead title={words.actor(actor)} />
      <div className="lesson-body">
        <ActorActs actor={actor} />
        {actor === USERS ? <TrafficForm /> : null}
        {recent.length > 0 ? (
          <section className="section">
            <h3>{t('inspector.lastDecision')}</h3>
            <ol className="thread">
              {recent.map((id) => {
                const happening = mirror.happenings.get(id)!;
                const sentence = happening.say ? words.decision(happening.say, happening.args) : undefined;
                return (
                  <li key={id}>
                    <div className="thread-head">
                      <button type="button" className="link" onClick={() => select({ kind: 'happening', id })}>
                        {sentence ? sentence.decided : words.line(happening)}
                      </button>
                      <GoThere t={happening.t} to={{ happening: id }} />
                    </div>
                    {sentence ? <div className="muted">{sentence.saw}</div> : null}
                  </li>
                );
              })}
            </ol>
          </section>
        ) : null}
        {actor === USERS ? <Traffic part={part} /> : null}
        {actor.startsWith(kubeProxy('')) ? <ProxyRules node={actor.slice(kubeProxy('').length)} /> : null}
        {part === undefined || actor === USERS ? null : <ComponentState part={part} />}
      </div>
    </>
  );
}

function recentOf(mirror: Mirror, actor: string, from: number): number[] {
  const log = mirror.happenings;
  const out: number[] = [];
  for (let id = from; id > Math.max(0, from - LOOK_BACK) && out.length < SHOWN; id--)
    if (log.actorOf(id) === actor && !log.isBackground(id) && log.codeOf(id) !== 'api.response') out.push(id);
  return out;
}
