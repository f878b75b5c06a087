import { useTranslation } from 'react-i18next';
import type { Answered } from '../../session/answer.ts';

/** What stands where an answer does not: it is on its way, or why it cannot be had. */
export function Unanswered({ of }: { readonly of: Exclude<Answered<unknown>, { is: 'answer' }> }) {
  const { t } = useTranslation();
  if (of.is === 'waiting') return <p className="muted">{t('inspector.loading')}</p>;
  return <p className="problem">{t('inspector.notRead', { message: of.message })}</p>;
}
