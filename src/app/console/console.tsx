import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../session/console.ts';
import { useCluster, useMirror } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { ApiRequest } from '../../wire/request.ts';
import { HandLines } from '../../views/inspector/hand-lines.tsx';
import { statusLine } from '../../wire/status-phrases.ts';
import { ManifestEditor } from '../manifest-editor.tsx';
import { PathField } from './path-field.tsx';
import { BODY_TYPES, bodyType, type DraftProblem, requestOf } from './request-of.ts';
import { ResponseView } from './response-view.tsx';
import { useSend } from './use-console.ts';
import './console.css';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const ACCEPTS = [
  ['', 'JSON'],
  ['application/yaml', 'YAML'],
  ['application/json;as=Table;v=v1;g=meta.k8s.io', 'Table'],
  ['application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', 'PartialObjectMetadata'],
  ['application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', 'PartialObjectMetadataList'],
] as const;

/** Any request on the API server, as curl would send it, and its response as it comes. */
export function Console() {
  const { t } = useTranslation();
  const draft = useConsole((s) => s.draft);
  const send = useSend();
  const response = useSeen();
  const [problem, setProblem] = useState<DraftProblem>();
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    const read = requestOf(useConsole.getState().draft);
    setProblem('problem' in read ? read.problem : undefined);
    if ('request' in read) send(useConsole.getState().draft, read.request);
  };
  const key = (event: KeyboardEvent): void => {
    // The editor has done it already.
    if (event.defaultPrevented) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape') useSession.getState().toggleDock('console');
  };
  // Another text is another try.
  const [tried, setTried] = useState(draft);
  if (tried !== draft) {
    setTried(draft);
    setProblem(undefined);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of what stands inside.
    <div className="console" onKeyDown={key}>
      <form className="console-request" aria-label={t('inspector.request')} onSubmit={submit}>
        <FirstLine problem={problem} />
        <Headers />
        {problem ? (
          <p className="console-status" data-tone="bad" role="alert">
            {t(`console.problems.${problem.what}`, { message: problem.message, line: problem.line ?? 1 })}
          </p>
        ) : null}
        {draft.method === 'DELETE' && draft.body.trim() !== '' ? <p className="console-note">{t('console.deleteBody')}</p> : null}
        {BODY_TYPES[draft.method].length > 0 ? <BodyField problem={problem} onSend={submit} /> : <ByHand />}
      </form>
      <section ref={response} className="console-response" aria-label={t('inspector.response')}>
        <ResponseView />
      </section>
    </div>
  );
}

/** Who sends, or chooses one that was sent, sees what comes of it, also where it stands below the request. */
function useSeen(): RefObject<HTMLElement | null> {
  const response = useRef<HTMLElement>(null);
  const shown = useConsole((s) => s.shown);
  const seen = useRef(shown);
  useEffect(() => {
    if (shown === seen.current) return;
    seen.current = shown;
    if (shown !== undefined) response.current?.scrollIntoView({ block: 'start' });
  }, [shown]);
  return response;
}

function FirstLine({ problem }: { readonly problem: DraftProblem | undefined }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const { method, target } = useConsole((s) => s.draft);
  const write = useConsole((s) => s.write);
  return (
    <div className="console-line">
      <select aria-label={t('console.method')} value={method} onChange={(event) => write({ method: event.target.value as ApiRequest['method'] })}>
        {METHODS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <PathField method={method} target={target} problem={problem?.what === 'path' || problem?.what === 'query'} onChange={(next) => write({ target: next })} />
      <Button type="submit" tone="primary" disabled={!source.can.write}>
        {t('console.send')}
      </Button>
    </div>
  );
}

/** The headers that change what comes: in which form the answer is wanted, in which the body is given. */
function Headers() {
  const draft = useConsole((s) => s.draft);
  const write = useConsole((s) => s.write);
  const types = BODY_TYPES[draft.method];
  const type = bodyType(draft);
  const accepts = ACCEPTS.some(([value]) => value === draft.accept) ? ACCEPTS : [...ACCEPTS, [draft.accept, draft.accept] as const];
  return (
    <div className="console-line console-headers">
      <label>
        Accept
        <select value={draft.accept} onChange={(event) => write({ accept: event.target.value })}>
          {accepts.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {types.length === 0 ? null : (
        <label>
          Content-Type
          <select value={type} onChange={(event) => write({ contentType: event.target.value })}>
            {(types.includes(type) ? types : [...types, type]).map((one) => (
              <option key={one} value={one}>
                {one.replace(/^application\//, '')}
              </option>
            ))}
          </select>
        </label>
      )}
      <History />
      <Hint />
    </div>
  );
}

function History() {
  const { t } = useTranslation();
  const sent = useConsole((s) => s.sent);
  const show = useConsole((s) => s.show);
  if (sent.length === 0) return null;
  return (
    <Menu
      align="start"
      trigger={<Button tone="quiet">{t('console.history', { count: sent.length })}</Button>}
      groups={[
        {
          items: sent.map(({ id, draft, result }) => ({
            id: String(id),
            label: `${draft.method} ${draft.target}`,
            detail: result?.response ? (result.response.code === 0 ? t('inspector.noAnswer') : statusLine(result.response.code)) : '…',
            onSelect: () => show(id),
          })),
        },
      ]}
    />
  );
}

function BodyField({ problem, onSend }: { readonly problem: DraftProblem | undefined; readonly onSend: () => void }) {
  const { t } = useTranslation();
  const body = useConsole((s) => s.draft.body);
  const write = useConsole((s) => s.write);
  const answers = useMemo(() => (problem?.line === undefined ? [] : [{ line: problem.line, message: problem.message }]), [problem]);
  return (
    <ManifestEditor
      text={body}
      label={t('console.requestBody')}
      placeholder={t('console.bodyPlaceholder')}
      checks={false}
      answers={answers}
      waits
      onChange={(text) => write({ body: text })}
      onApply={onSend}
    />
  );
}

/** The line of what is being written. */
function ByHand() {
  const { t } = useTranslation();
  const draft = useConsole((s) => s.draft);
  const read = useMemo(() => requestOf(draft), [draft]);
  if ('problem' in read) return <div className="console-hand" />;
  return (
    <div className="console-hand">
      <h2>{t('inspector.byHand')}</h2>
      <HandLines request={read.request} />
    </div>
  );
}

function Hint() {
  const { t } = useTranslation();
  const inPast = useMirror('cursor', (m) => m.head.event > m.moment.event);
  return (
    <span className="muted console-hint" data-past={inPast}>
      {t(inPast ? 'console.inPast' : 'console.hint')}
    </span>
  );
}
