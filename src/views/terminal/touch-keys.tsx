import { useTranslation } from 'react-i18next';

/** Keys that the keyboard of a phone does not have, as a terminal sends them. */
const KEYS = [
  { id: 'escape', text: 'Esc', data: '\u001b' },
  { id: 'tab', text: 'Tab', data: '\t' },
  { id: 'interrupt', text: 'Ctrl-C', data: '\u0003' },
  { id: 'endOfInput', text: 'Ctrl-D', data: '\u0004' },
  { id: 'left', text: '←', data: '\u001b[D' },
  { id: 'up', text: '↑', data: '\u001b[A' },
  { id: 'down', text: '↓', data: '\u001b[B' },
  { id: 'right', text: '→', data: '\u001b[C' },
] as const;

/** Seen where one types with fingers (app.css). The terminal, and the keyboard on the screen, stay as they are. */
export function TouchKeys({ onKey }: { readonly onKey: (data: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="touch-keys" role="group" aria-label={t('terminal.keys.title')}>
      {KEYS.map(({ id, text, data }) => (
        // The focus stays where it is: with it goes the keyboard on the screen.
        <button key={id} type="button" aria-label={t(`terminal.keys.${id}`)} onMouseDown={(event) => event.preventDefault()} onClick={() => onKey(data)}>
          {text}
        </button>
      ))}
    </div>
  );
}
