import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Nothing on the screen, so that everybody looks at the speaker. Any key, or a press, brings the picture back. */
export function Blank({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    const back = (event: KeyboardEvent): void => {
      // Keys that only hold others do not count, and the key does nothing else.
      if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      onBack();
    };
    window.addEventListener('keydown', back, { capture: true });
    return () => window.removeEventListener('keydown', back, { capture: true });
  }, [onBack]);
  return (
    <button type="button" className="blank" onClick={onBack}>
      <span>{t('app.blankHint')}</span>
    </button>
  );
}
