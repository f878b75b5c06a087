import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject, type Json } from '../../base/json.ts';
import type { Status } from '../../kinds/object.ts';
import { bodyAsWritten } from '../../kinds/written.ts';
import { type Sent, useConsole } from '../../session/console.ts';
import { useCluster, useMirror } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { yamlLines } from '../../views/inspector/yaml-lines.ts';
import { HandLines } from '../../views/inspector/hand-lines.tsx';
import type { CommandResult } from '../../wire/command.ts';
import { responseHeaders } from '../../wire/response-headers.ts';
import { statusLine } from '../../wire/status-phrases.ts';
import { EDITOR_PHRASES_JA } from '../texts/editor-phrases.ts';
import { StreamLines } from './stream-lines.tsx';
import { useIsHere, useStop, useStream } from './use-console.ts';

const YamlEditor = lazy(() => import('../../views/editor/yaml-editor.tsx').then((module) => ({ default: module.YamlEditor })));

/** What came of the request that is shown. */
export function ResponseView() {
  const { t } = useTranslation();
  const sent = useConsole((s) => s.sent.find(({ id }) => id === s.shown));
  const earlier = useConsole((s) => s.sent.length);
  useStream(sent);
  if (!sent) return <p className="muted console-empty">{earlier === 0 ? t('console.nothingSent') : t('console.notSentYet', { count: earlier })}</p>;
  if (sent.failed !== undefined)
    return (
      <p className="console-status" data-tone="bad" role="alert">
        {sent.failed}
      </p>
    );
  return sent.result?.response ? <Answer key={sent.id} sent={sent} result={sent.result} /> : <Waiting />;
}

function Waiting() {
  const { t } = useTranslation();
  const { source } = useCluster();
  const playing = useMirror('play', (m) => m.playing);
  return (
    <p className="console-empty" role="status">
      {t('console.underWay')}{' '}
      {playing ? null : (
        <Button tone="quiet" onClick={() => source.send({ do: 'play' })}>
          {t('time.standsStill')}
        </Button>
      )}
    </p>
  );
}

/** Opens the envelope that was sent, or where there is none (a stream) the command. */
function useFollow(): (happening: number) => void {
  const { source } = useCluster();
  const select = useSession((s) => s.select);
  return (id) => {
    source.ask({ ask: 'thread', id, limit: 20 }).then(
      ({ forward }) => select({ kind: 'happening', id: forward.find(({ code }) => code === 'api.request')?.id ?? id }),
      () => select({ kind: 'happening', id }),
    );
  };
}

const toneOf = (code: number): string => (code === 0 || code >= 500 ? 'bad' : code >= 400 ? 'warn' : 'good');

function Answer({ sent, result }: { readonly sent: Sent; readonly result: CommandResult }) {
  const { t } = useTranslation();
  const response = result.response!;
  const follow = useFollow();
  const stop = useStop();
  const isHere = useIsHere(sent);
  const { code, body } = response;
  const isStream = result.open === true || result.lines.length > 0;
  const headers = useMemo(() => responseHeaders(response, sent.request.accept), [response, sent.request.accept]);
  const status = isObject(body) && body['kind'] === 'Status' && body['status'] === 'Failure' ? (body as unknown as Status) : undefined;
  const folds = (
    <>
      <details className="console-fold">
        <summary>{t('console.headers', { count: headers.length })}</summary>
        <pre className="rules">{headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
      </details>
      <details className="console-fold">
        <summary>{t('inspector.byHand')}</summary>
        <HandLines request={sent.request} />
      </details>
    </>
  );
  return (
    <div className="console-answer">
      <div className="console-status" data-tone={toneOf(code)} role="status">
        <strong>{code === 0 ? t('inspector.noAnswer') : statusLine(code)}</strong>
        <span className="console-what">
          {sent.request.method} {sent.draft.target}
        </span>
        {result.open ? (
          <Button disabled={!isHere} title={isHere ? undefined : t('console.streamElsewhere')} onClick={() => stop(sent)}>
            {t('console.stop')}
          </Button>
        ) : isStream ? (
          <span className="muted">{t('console.ended')}</span>
        ) : null}
        {result.happening === undefined ? null : (
          <Button tone="quiet" onClick={() => follow(result.happening!)}>
            {t('console.onStage')}
          </Button>
        )}
      </div>
      {status ? <StatusView status={status} /> : null}
      {isStream ? (
        <>
          <div className="console-folds">{folds}</div>
          <StreamLines lines={result.lines} from={result.from ?? 0} isLog={sent.request.path.endsWith('/log')} />
        </>
      ) : code === 0 ? null : (
        <Body body={body as Json} accept={sent.request.accept} folds={folds} />
      )}
    </div>
  );
}

/** What the server says is wrong, with the fields it means. */
function StatusView({ status }: { readonly status: Status }) {
  const { reason, message, details } = status;
  const { causes = [] } = (details ?? {}) as { causes?: readonly { field?: string; reason?: string; message?: string }[] };
  return (
    <div className="console-problem">
      <p>
        <strong>{reason}</strong> {message}
      </p>
      {causes.length > 0 ? (
        <ul>
          {causes.map((cause) => (
            <li key={`${cause.field} ${cause.message}`}>
              {cause.field ? <code>{cause.field}</code> : null} {cause.message} {cause.reason ? <span className="muted">{cause.reason}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** So many characters are put into the view. */
const MOST_SHOWN = 4_000_000;

/** The body as YAML or as JSON: only what is in sight is drawn, so a long one costs no more than a short one. */
function Body({ body, accept = '', folds }: { readonly body: Json; readonly accept: string | undefined; readonly folds: ReactNode }) {
  const { t, i18n } = useTranslation();
  const isText = typeof body === 'string';
  const [form, setForm] = useState<'yaml' | 'json'>('yaml');
  const text = useMemo(() => textOf(body, accept.startsWith('application/yaml') ? 'yaml' : form), [body, form, accept]);
  const shown = text.length > MOST_SHOWN ? text.slice(0, MOST_SHOWN) : text;
  return (
    <>
      <div className="console-folds">
        {isText || accept.startsWith('application/yaml')
          ? null
          : (['yaml', 'json'] as const).map((one) => (
              <Button key={one} tone="quiet" aria-pressed={form === one} onClick={() => setForm(one)}>
                {one.toUpperCase()}
              </Button>
            ))}
        <span className="muted">{t('console.size', { lines: text.split('\n').length, size: sizeOf(text.length) })}</span>
        {shown === text ? null : <span className="muted">{t('console.cut', { size: sizeOf(MOST_SHOWN) })}</span>}
        <Button tone="quiet" onClick={() => void navigator.clipboard?.writeText(text)}>
          {t('share.copy')}
        </Button>
        {folds}
      </div>
      <Suspense fallback={<div className="yaml-editor" />}>
        <YamlEditor text={shown} label={t('console.responseBody')} placeholder="" readOnly phrases={i18n.language === 'ja' ? EDITOR_PHRASES_JA : {}} />
      </Suspense>
    </>
  );
}

function textOf(body: Json, form: 'yaml' | 'json'): string {
  if (typeof body === 'string') return body;
  const written = bodyAsWritten(body);
  return form === 'json'
    ? JSON.stringify(written, null, 2)
    : yamlLines(written)
        .map(({ text }) => text)
        .join('\n');
}

const sizeOf = (characters: number): string =>
  characters < 1_000 ? `${characters} B` : characters < 1_000_000 ? `${(characters / 1_000).toFixed(1)} kB` : `${(characters / 1_000_000).toFixed(1)} MB`;
