import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.ts';
import { useWords } from '../../session/words.ts';
import { IconButton } from '../../ui/button.tsx';

export function InspectorHead({ title }: { readonly title: string }) {
  const { t } = useTranslation();
  const select = useSession((s) => s.select);
  return (
    <div className="side-head">
      <h2 title={title}>{title}</h2>
      <IconButton label={t('inspector.deselect')} shortcut="Esc" onClick={() => select(undefined)}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Names an actor and selects it. */
export function ActorLink({ actor }: { readonly actor: string }) {
  const words = useWords();
  const select = useSession((s) => s.select);
  return (
    <button type="button" className="link" onClick={() => select({ kind: 'actor', actor })}>
      {words.actor(actor)}
    </button>
  );
}
