import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';

const KEYS = [
  ['Space, K', 'space'],
  ['→ ←', 'step'],
  ['Shift+→ Shift+←', 'write'],
  ['Home, End', 'ends'],
  ['<  >', 'speed'],
  ['N, PageDown', 'next'],
  ['1 … 9, A B C', 'choose'],
  ['PageUp', 'back'],
  ['Ctrl+K', 'palette'],
  ['E', 'editor'],
  ['T', 'terminal'],
  ['Esc', 'terminalLeave'],
  ['Shift+↑↓', 'terminalNames'],
  ['R', 'console'],
  ['I', 'panel'],
  ['Ctrl+Enter', 'apply'],
  ['Ctrl+Z', 'undo'],
  ['Ctrl+Shift+Z', 'redo'],
  ['Tab', 'stage'],
  ['↑ ↓ ← →', 'walk'],
  ['Enter', 'open'],
  ['+ − 0', 'zoom'],
  ['Shift+↑↓', 'pan'],
  ['L', 'language'],
  ['D', 'dark'],
  ['B, .', 'blank'],
  ['F', 'full'],
  ['Esc', 'escape'],
  ['?', 'help'],
] as const;

export function Help() {
  const { t } = useTranslation();
  const change = useSession((s) => s.change);
  return (
    <Dialog open onClose={() => change((s) => void (s.helpOpen = false))} title={t('keys.title')} closeLabel={t('app.close')}>
      <dl className="facts">
        {KEYS.map(([keys, name]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
