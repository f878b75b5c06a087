import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import { useCluster } from '../../session/cluster.ts';
import type { Answers } from '../../wire/source.ts';
import { GoThere } from './go-there.tsx';
import { Yaml } from './live-yaml.tsx';

type Version = Answers['history'][number];
const SHOWN = 60;

/** All versions of an object that are kept, newest first; one opens as a difference from the one before. */
export function History({ object, oid }: { readonly object: KubeObject; readonly oid: number }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const [versions, setVersions] = useState<readonly Version[]>();
  const [open, setOpen] = useState<number>();
  const rev = object.metadata.resourceVersion;
  useEffect(() => {
    let current = true;
    source.ask({ ask: 'history', oid }).then(
      (answer) => current && setVersions(answer),
      () => current && setVersions([]),
    );
    return () => {
      current = false;
    };
    // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is a new history.
  }, [source, oid, rev]);
  if (!versions) return <p className="muted">{t('inspector.loading')}</p>;
  const newest = [...versions].reverse().slice(0, SHOWN);
  return (
    <ol className="thread">
      {newest.map((version) => {
        const before = versions[versions.indexOf(version) - 1];
        return (
          <li key={version.rev} data-current={String(version.rev) === rev}>
            <div className="thread-head">
              <button
                type="button"
                className="link who"
                aria-expanded={open === version.rev}
                onClick={() => setOpen(open === version.rev ? undefined : version.rev)}
              >
                {t('inspector.revision', { rev: version.rev })}
              </button>
              <GoThere t={version.t} to={{ rev: version.rev }} />
            </div>
            {open === version.rev ? (
              version.object ? (
                <Yaml object={version.object} before={before?.object ?? undefined} />
              ) : (
                <p className="muted">{t('inspector.gone')}</p>
              )
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
