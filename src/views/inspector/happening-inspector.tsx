import { useTranslation } from 'react-i18next';
import { useHappening } from '../../session/cluster.ts';
import { useWords } from '../../session/words.ts';
import { Thread } from './cause.tsx';
import { ActorLink, InspectorHead } from './inspector-head.tsx';
import { Yaml } from './live-yaml.tsx';
import { carries, Message } from './message.tsx';
import { Verdicts } from './verdicts.tsx';

const timeText = (us: number): string => `${(us / 1_000_000).toFixed(6)} s`;

/** One happening opened: who, when, where to, what it says, and the thread it belongs to. */
export function HappeningInspector({ id }: { readonly id: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const happening = useHappening(id);
  if (!happening) return <InspectorHead title={t('inspector.gone')} />;
  const sentence = happening.say ? words.decision(happening.say, happening.args) : undefined;
  return (
    <>
      <InspectorHead title={words.line(happening)} />
      <div className="lesson-body">
        <dl className="facts">
          <dt>{t('inspector.from')}</dt>
          <dd>
            <ActorLink actor={happening.actor} />
          </dd>
          {happening.to ? (
            <>
              <dt>{t('inspector.to')}</dt>
              <dd>
                <ActorLink actor={happening.to} />
              </dd>
            </>
          ) : null}
          <dt>{t('inspector.sent')}</dt>
          <dd>{timeText(happening.t)}</dd>
          {happening.until ? (
            <>
              <dt>{t('inspector.arrives')}</dt>
              <dd>{timeText(happening.until)}</dd>
            </>
          ) : null}
          {sentence ? (
            <>
              <dt>{t('inspector.saw')}</dt>
              <dd>{sentence.saw}</dd>
              <dt>{t('inspector.decided')}</dt>
              <dd>{sentence.decided}</dd>
              {sentence.result ? (
                <>
                  <dt>{t('inspector.result')}</dt>
                  <dd>{sentence.result}</dd>
                </>
              ) : null}
            </>
          ) : null}
        </dl>
        <Verdicts args={happening.args} />
        {carries(happening) ? (
          <Message key={id} happening={happening} />
        ) : happening.args && !sentence ? (
          <section className="section">
            <h3>{t('inspector.message')}</h3>
            <Yaml object={happening.args} />
          </section>
        ) : null}
        <Thread id={id} />
      </div>
    </>
  );
}
