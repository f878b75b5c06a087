import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster, usePart } from '../../session/cluster.ts';
import { kubeProxy } from '../../wire/actors.ts';

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
  const { source } = useCluster();
  const part = usePart(kubeProxy(node));
  const [rules, setRules] = useState<string | null>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what kube-proxy shows of itself changes with its rules.
  useEffect(() => {
    let current = true;
    source.ask({ ask: 'rules', node }).then(
      (answer) => current && setRules(answer ?? null),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [source, node, part]);
  if (rules === undefined) return <p className="muted">{t('inspector.loading')}</p>;
  if (rules === null) return <p className="muted">{t('inspector.noRules')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <pre className="rules" tabIndex={0} aria-label={t('inspector.rules')}>
      {rules}
    </pre>
  );
}
