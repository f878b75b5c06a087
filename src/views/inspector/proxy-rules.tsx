import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../session/answer.ts';
import { usePart } from '../../session/cluster.ts';
import { kubeProxy } from '../../wire/actors.ts';
import { Unanswered } from './unanswered.tsx';

/** What kube-proxy has programmed on a node, as `iptables-save` prints it there; asked for when it is opened, and again when kube-proxy has written. */
export function ProxyRules({ node }: { readonly node: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className="section" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{t('inspector.rules')}</h3>
      </summary>
      {open ? <Rules node={node} /> : null}
    </details>
  );
}

function Rules({ node }: { readonly node: string }) {
  const { t } = useTranslation();
  const part = usePart(kubeProxy(node));
  // What kube-proxy shows of itself changes with its rules.
  const answered = useAnswer({ ask: 'rules', node }, [node, part]);
  if (answered.is !== 'answer') return <Unanswered of={answered} />;
  const rules = answered.answer;
  if (rules === undefined) return <p className="muted">{t('inspector.noRules')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <pre className="rules" tabIndex={0} aria-label={t('inspector.rules')}>
      {rules}
    </pre>
  );
}
