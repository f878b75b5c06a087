import { useTranslation } from 'react-i18next';
import { byHand } from '../../wire/by-hand.ts';
import type { ApiRequest } from '../../wire/request.ts';

/** A request as one types it: with kubectl where it has a line for it, and with curl. */
export function HandLines({ request }: { readonly request: ApiRequest }) {
  const { t } = useTranslation();
  const { kubectl, curl } = byHand(request);
  return (
    <>
      {kubectl === undefined ? <p className="muted">{t('inspector.noKubectl')}</p> : <Line name="kubectl" text={kubectl} />}
      <Line name="curl" text={curl} />
      <p className="muted">{t('inspector.curlHere')}</p>
    </>
  );
}

const Line = ({ name, text }: { readonly name: string; readonly text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
  <pre className="rules wrapped" tabIndex={0} aria-label={name}>
    {text}
  </pre>
);
