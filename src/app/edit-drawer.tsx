import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster, useCommand } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import type { EditWish } from './edit-wish.ts';
import { ManifestEditor } from './manifest-editor.tsx';

/** `kubectl edit` opens an editor: this one. Saving, or closing it, is told to the line that waits. */
export function EditDrawer({ wish }: { readonly wish: EditWish }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const command = useCommand();
  const [text, setText] = useState(wish.text);
  const [sent, setSent] = useState(false);
  const end = (saved: string | null) => {
    if (sent) return;
    setSent(true);
    useSession.getState().openTerminal();
    void command({ do: 'edited', text: saved }).then(({ ok }) => ok || setSent(false));
  };
  return (
    <section className="drawer" aria-label={t('terminal.edit')}>
      <div className="side-head">
        <h2>{t('terminal.edit')}</h2>
        <IconButton label={t('terminal.discard')} onClick={() => end(null)}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <p className="muted edit-name">{wish.name}</p>
      <ManifestEditor text={text} label={t('terminal.editLabel')} placeholder="" wraps onChange={setText} onApply={() => end(text)} />
      <div className="editor-bar">
        <Button tone="primary" disabled={sent || !source.can.write} onClick={() => end(text)}>
          {t('terminal.save')}
        </Button>
        <Button tone="quiet" disabled={sent} onClick={() => end(null)}>
          {t('terminal.discard')}
        </Button>
        <span className="muted">{t('terminal.editHint')}</span>
      </div>
    </section>
  );
}
