import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { missingKind } from '../kubectl/manifest/upstream-kinds.ts';
import { useCluster } from '../session/cluster.ts';

/** What the editor asks the worker about its text. */
export function useManifestServices() {
  const { t } = useTranslation();
  const { source } = useCluster();
  return useMemo(
    () => ({
      lint: (source_: string) =>
        source
          .ask({ ask: 'lint', source: source_ })
          .then((problems) => problems.map((problem) => ({ ...problem, message: told(problem.message, t) })))
          .catch(() => []),
      complete: (source_: string, offset: number) => source.ask({ ask: 'complete', source: source_, offset }).catch(() => []),
      hover: (source_: string, offset: number) => source.ask({ ask: 'hover', source: source_, offset }).catch(() => undefined),
    }),
    [source, t],
  );
}

/** The server's own words, and where a kind of Kubernetes is missing only here, that it is. */
export function told(message: string, t: TFunction): string {
  const missing = missingKind(message);
  return missing === undefined ? message : `${message}\n${t('editor.kindNotYet', { kind: missing })}`;
}
