import { useTranslation } from 'react-i18next';
import { isObject } from '../../base/json.ts';
import type { Happening } from '../../wire/happening.ts';

interface Verdict {
  readonly node?: string;
  readonly volume?: string;
  readonly plugin?: string;
  readonly reason?: string;
  readonly score?: number;
  readonly total?: number;
  readonly chosen?: boolean;
}

const asVerdicts = (args: Happening['args']): readonly Verdict[] => (Array.isArray(args?.verdicts) ? (args.verdicts as unknown[]).filter(isObject).map((item) => item as Verdict) : []);

/** The table behind a decision: every candidate with its verdict or its score. */
export function Verdicts({ args }: { readonly args: Happening['args'] }) {
  const { t } = useTranslation();
  const verdicts = asVerdicts(args);
  if (verdicts.length === 0) return null;
  const best = Math.max(...verdicts.map((v) => v.total ?? v.score ?? -1));
  return (
    <section className="section">
      <h3>{verdicts.some((v) => v.volume) ? t('inspector.volumeVerdicts') : t('inspector.verdicts')}</h3>
      <table className="conditions">
        <tbody>
          {verdicts.map((verdict) => {
            const name = verdict.node ?? verdict.volume ?? '';
            const score = verdict.total ?? verdict.score;
            return (
              <tr key={name}>
                <td>
                  <strong>{name}</strong>
                </td>
                <td>{verdict.reason ? verdict.reason : score === undefined ? (verdict.chosen ? t('inspector.chosen') : '') : `${t('inspector.score')} ${Math.round(score)}${score === best ? ` · ${t('inspector.chosen')}` : ''}`}</td>
                <td className="muted">{verdict.plugin ?? ''}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
