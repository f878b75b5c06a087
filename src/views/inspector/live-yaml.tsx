import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import type { Answers } from '../../wire/source.ts';
import { bodyAsWritten } from '../../kinds/written.ts';
import { useAnswer } from '../../session/answer.ts';
import { Unanswered } from './unanswered.tsx';
import { yamlLines } from './yaml-lines.ts';

/** The object as YAML at the instant shown; what its latest revision changed is marked. */
export function LiveYaml({ object, oid }: { readonly object: KubeObject; readonly oid: number }) {
  const { t } = useTranslation();
  const rev = object.metadata.resourceVersion;
  const answered = useAnswer({ ask: 'history', oid }, [oid, rev]);
  const before = useMemo(() => (answered.is === 'answer' ? versionBefore(answered.answer, rev) : undefined), [answered, rev]);
  return (
    <>
      {answered.is === 'failed' ? <Unanswered of={answered} /> : <p className="muted">{t('inspector.changed', { rev: rev ?? '' })}</p>}
      <Yaml object={object} before={before} />
    </>
  );
}

function versionBefore(versions: Answers['history'], rev: string | undefined): KubeObject | undefined {
  const index = versions.findIndex((version) => String(version.rev) === rev);
  return versions[index - 1]?.object ?? undefined;
}

/** Longer lines (the annotation of kubectl apply) are cut to two on screen. */
const LONG = 160;

/** An object as YAML lines; with the version before, differences are marked. */
export function Yaml({ object, before }: { readonly object: unknown; readonly before?: unknown }) {
  const lines = useMemo(() => yamlLines(bodyAsWritten(object), bodyAsWritten(before)), [object, before]);
  const block = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (before !== undefined && lines.length > 0) block.current?.querySelector('[data-mark]')?.scrollIntoView({ block: 'nearest' });
  }, [lines, before]);
  return (
    <pre className="yaml-lines" ref={block}>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own.
        <span key={i} data-mark={line.mark === 'same' ? undefined : line.mark} data-long={line.text.length > LONG}>
          {line.text || ' '}
        </span>
      ))}
    </pre>
  );
}
