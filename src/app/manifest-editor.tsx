import type { TFunction } from 'i18next';
import { lazy, Suspense, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { missingKind } from '../kubectl/manifest/upstream-kinds.ts';
import { useCluster } from '../session/cluster.ts';
import type { YamlEditorProps } from '../views/editor/yaml-editor.tsx';
import { EditorHelp } from './editor-help.ts';
import { EDITOR_PHRASES_JA } from './texts/editor-phrases.ts';

const YamlEditor = lazy(() => import('../views/editor/yaml-editor.tsx').then((module) => ({ default: module.YamlEditor })));

type ManifestEditorProps = Omit<YamlEditorProps, 'services' | 'phrases'> & {
  /** False: it is no manifest (a patch), and the server alone says what is wrong in it. */
  readonly checks?: boolean;
};

/** An editor that the worker helps; where it cannot, that is said at its foot. */
export function ManifestEditor({ checks = true, ...rest }: ManifestEditorProps) {
  const { t, i18n } = useTranslation();
  const { services, trouble } = useEditorHelp(checks);
  return (
    <>
      <Suspense fallback={<div className="yaml-editor" />}>
        <YamlEditor {...rest} services={services} phrases={i18n.language === 'ja' ? EDITOR_PHRASES_JA : {}} />
      </Suspense>
      <p className="editor-trouble" role="status" hidden={trouble === undefined}>
        {trouble === undefined ? null : t(checks ? 'editor.notChecked' : 'editor.noHelp', { message: trouble })}
      </p>
    </>
  );
}

const TRY_AGAIN_MS = 2_000;

function useEditorHelp(checks: boolean) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const help = useMemo(() => new EditorHelp({ source, told: (message) => told(message, t), checks }), [source, t, checks]);
  const trouble = useSyncExternalStore(help.listen, help.trouble);
  const services = useSyncExternalStore(help.listen, help.services);
  useEffect(() => {
    if (trouble === undefined) return;
    const timer = setInterval(help.tryAgain, TRY_AGAIN_MS);
    return () => clearInterval(timer);
  }, [help, trouble]);
  return { services, trouble };
}

/** The server's own words, and where a kind of Kubernetes is missing only here, that it is. */
export function told(message: string, t: TFunction): string {
  const missing = missingKind(message);
  return missing === undefined ? message : `${message}\n${t('editor.kindNotYet', { kind: missing })}`;
}
