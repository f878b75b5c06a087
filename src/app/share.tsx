import { messageOf } from '../base/assert.ts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../session/cluster.ts';
import { type Dock, useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SessionError } from '../wire/session-check.ts';
import { encodeSession, parseSession } from '../wire/session-codec.ts';
import type { Session } from '../wire/session.ts';
import { type ShareLinks, shareLinks } from './share-links.ts';

const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** What stands behind the # of a link; undefined when it would be too long for one. */
function hashOf(session: Session, { selected, dock }: { readonly selected: number | undefined; readonly dock: Dock | undefined }): string | undefined {
  try {
    const view = { ...session.view, ...(selected === undefined ? {} : { selected: String(selected) }), ...(dock === undefined ? {} : { dock }) };
    return encodeSession(Object.keys(view).length === 0 ? session : { ...session, view });
  } catch (error) {
    // Too long: the dialogue offers a file instead.
    if (!(error instanceof SessionError)) throw error;
    return undefined;
  }
}

/** A moment as a link, an iframe, a file. */
export function Share({ onOpen }: { readonly onOpen: (session: Session) => void }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const change = useSession((s) => s.change);
  const tell = useSession((s) => s.tell);
  const language = useSession((s) => s.language);
  const selection = useSession((s) => s.selection);
  const dock = useSession((s) => s.dock);
  const [session, setSession] = useState<Session>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    source.ask({ ask: 'session' }).then(setSession, (error: Error) => tell(error.message, 'error'));
  }, [source, tell]);
  const close = () => change((s) => void (s.shareOpen = false));
  const hash = session ? hashOf(session, { selected: selection?.kind === 'object' ? selection.oid : undefined, dock }) : '';
  const links = hash === undefined ? undefined : shareLinks(location, { language, hash });
  const size = session ? JSON.stringify(session).length : 0;
  const save = () => {
    if (!session) return;
    const url = URL.createObjectURL(new Blob([JSON.stringify(session)], { type: 'application/json' }));
    const anchor = document.createElement('a');
    anchor.href = url;
    anchor.download = `cutaway-${session.scenario}.json`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  };
  const openFile = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MAX_FILE_BYTES) return setProblem(t('share.tooLarge', { name: file.name, size: `${Math.round(file.size / 1024 / 1024)} MiB` }));
    try {
      onOpen(parseSession(await file.text()));
      close();
    } catch (error) {
      setProblem(t('share.badFile', { name: file.name, message: messageOf(error) }));
    }
  };
  return (
    <Dialog open onClose={close} title={t('share.title')} closeLabel={t('app.close')} wide>
      {!session ? (
        <p className="muted">{t('inspector.loading')}</p>
      ) : !links ? (
        <p role="alert">{t('share.tooLong', { size: `${Math.round(size / 1024)} KiB` })}</p>
      ) : (
        <Links links={links} />
      )}
      <div className="acts">
        <Button onClick={save}>{t('share.save')}</Button>
        <label className="button button-plain">
          {t('share.open')}
          <input type="file" accept=".json,application/json" className="visually-hidden" onChange={(event) => void openFile(event.target.files?.[0])} />
        </label>
      </div>
      {problem ? (
        <p className="problem" role="alert">
          {problem}
        </p>
      ) : null}
    </Dialog>
  );
}

function Links({ links }: { readonly links: ShareLinks }) {
  const { t } = useTranslation();
  if ('part' in links)
    return (
      <>
        <p role="note">{t('share.served')}</p>
        <Copy label={t('share.part')} text={links.part} />
        <p className="muted">{t('share.partUse')}</p>
      </>
    );
  return (
    <>
      <Copy label={t('share.link')} text={links.link} />
      <Copy label={t('share.embed')} text={links.embed} />
      <p className="muted">{t('share.private')}</p>
    </>
  );
}

function Copy({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <section className="section">
      <h3>{label}</h3>
      <div className="transport-row">
        <input className="field" style={{ flex: 1 }} readOnly value={text} aria-label={label} onFocus={(event) => event.target.select()} />
        <Button
          onClick={() =>
            void navigator.clipboard.writeText(text).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          {t(copied ? 'share.copied' : 'share.copy')}
        </Button>
      </div>
    </section>
  );
}
