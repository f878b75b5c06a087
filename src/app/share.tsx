import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { encodeSession, parseSession } from '../wire/session-codec.ts';
import type { Session } from '../wire/session.ts';

const MAX_HASH = 64 * 1024;

/** A moment as a link, an iframe, a file. */
export function Share({ onOpen }: { readonly onOpen: (session: Session) => void }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const open = useSession((s) => s.shareOpen);
  const change = useSession((s) => s.change);
  const tell = useSession((s) => s.tell);
  const language = useSession((s) => s.language);
  const selection = useSession((s) => s.selection);
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    if (!open) return;
    source.ask({ ask: 'session' }).then(setSession, (error: Error) => tell(error.message, 'error'));
  }, [open, source, tell]);
  const close = () => change((s) => void (s.shareOpen = false));
  const hash = session ? encodeSession(selection?.kind === 'object' ? { ...session, view: { ...session.view, selected: String(selection.oid) } } : session) : '';
  const base = `${location.origin}${location.pathname}`;
  const link = `${base}?lang=${language}#${hash}`;
  const embed = `<iframe src="${base}?embed&lang=${language}#${hash}" title="Cutaway" width="960" height="540" loading="lazy" allow="fullscreen"></iframe>`;
  const tooLong = hash.length > MAX_HASH;
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
    try {
      onOpen(parseSession(await file.text()));
      close();
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error), 'error');
    }
  };
  return (
    <Dialog open={open} onClose={close} title={t('share.title')} closeLabel={t('app.close')} wide>
      {tooLong ? (
        <p role="alert">{t('share.tooLong', { size: `${Math.round(hash.length / 1024)} KiB` })}</p>
      ) : (
        <>
          <Copy label={t('share.link')} text={link} />
          <Copy label={t('share.embed')} text={embed} />
          <p className="muted">{t('share.private')}</p>
        </>
      )}
      <div className="acts">
        <Button onClick={save}>{t('share.save')}</Button>
        <label className="button button-plain">
          {t('share.open')}
          <input type="file" accept=".json,application/json" className="visually-hidden" onChange={(event) => void openFile(event.target.files?.[0])} />
        </label>
      </div>
    </Dialog>
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
