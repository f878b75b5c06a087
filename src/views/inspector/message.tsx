import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../base/json.ts';
import { useAnswer } from '../../session/answer.ts';
import { useMirror, useMoment } from '../../session/cluster.ts';
import { openInConsole } from '../../session/console.ts';
import { Button } from '../../ui/button.tsx';
import type { Happening } from '../../wire/happening.ts';
import type { Header, RequestMessage, ResponseMessage } from '../../wire/message.ts';
import { statusLine } from '../../wire/status-phrases.ts';
import { Yaml } from './live-yaml.tsx';
import { HandLines } from './hand-lines.tsx';
import { Unanswered } from './unanswered.tsx';
import { yamlLines } from './yaml-lines.ts';

/** A body of more lines is folded away at first. */
const LARGE = 60;
const MESSAGES: ReadonlySet<string> = new Set(['api.request', 'api.response', 'watch.event']);

/** What goes to or from the API server carries a body that can be read. */
export const carries = ({ code }: Happening): boolean => MESSAGES.has(code);

/** What a message carried: sent once more in the worker, and read there. */
export function Message({ happening }: { readonly happening: Happening }) {
  const { t } = useTranslation();
  const { branch } = useMoment();
  const { id } = happening;
  // Its answer comes while time goes on: asked again when the clock stops.
  const playing = useMirror('play', (mirror) => mirror.playing);
  // Another branch has other messages.
  const answered = useAnswer({ ask: 'message', id }, [id, branch, playing]);
  if (answered.is !== 'answer') return <Unanswered of={answered} />;
  if (!answered.answer) return null;
  const { request, response, watch } = answered.answer;
  return (
    <>
      {watch ? (
        <section className="section">
          <h3>{t('inspector.message')}</h3>
          <p>{watch.type}</p>
          <Body value={watch.object} before={watch.before} name={t('inspector.object')} />
        </section>
      ) : null}
      {request ? <Request request={request} folded={happening.code === 'api.response'} /> : null}
      {request && response ? <Response response={response} /> : null}
      {request && !response ? <p className="muted">{t('inspector.notAnsweredYet')}</p> : null}
    </>
  );
}

function Request({ request, folded }: { readonly request: RequestMessage; readonly folded: boolean }) {
  const { t } = useTranslation();
  const { method, target, headers, body, asked } = request;
  return (
    <section className="section">
      <h3>{t('inspector.request')}</h3>
      <Lines first={`${method} ${target}`} headers={headers} name={t('inspector.request')} />
      {body === undefined ? null : <Body value={body} name={t('inspector.body')} folded={folded} />}
      <Fold title={t('inspector.byHand')} open={false}>
        <HandLines request={asked} />
      </Fold>
      <Button onClick={() => openInConsole(asked)}>{t('console.open')}</Button>
    </section>
  );
}

function Response({ response }: { readonly response: ResponseMessage }) {
  const { t } = useTranslation();
  const { code, headers, body, before, omitted } = response;
  return (
    <section className="section">
      <h3>{t('inspector.response')}</h3>
      <Lines first={code === 0 ? t('inspector.noAnswer') : statusLine(code)} headers={headers} name={t('inspector.response')} />
      <Body value={body} before={before} name={t('inspector.body')} />
      {omitted > 0 ? <p className="muted">{t('inspector.omitted', { count: omitted })}</p> : null}
    </section>
  );
}

const Lines = ({ first, headers, name }: { readonly first: string; readonly headers: readonly Header[]; readonly name: string }) => (
  <Text name={name}>{[first, ...headers.map(([header, value]) => `${header}: ${value}`)].join('\n')}</Text>
);

function Body({
  value,
  before,
  name,
  folded = false,
}: {
  readonly value: Json;
  readonly before?: Json | undefined;
  readonly name: string;
  readonly folded?: boolean;
}) {
  const { t } = useTranslation();
  const lines = useMemo(() => yamlLines(value).length, [value]);
  return (
    <Fold title={t('inspector.linesOf', { name, count: lines })} open={!folded && lines <= LARGE}>
      <Yaml object={value} before={before} />
    </Fold>
  );
}

function Fold({ title, open, children }: { readonly title: string; readonly open: boolean; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen ? children : null}
    </details>
  );
}

const Text = ({ name, children }: { readonly name: string; readonly children: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
  <pre className="rules wrapped" tabIndex={0} aria-label={name}>
    {children}
  </pre>
);
