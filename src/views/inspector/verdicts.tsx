import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject } from '../../base/json.ts';
import { useWords } from '../../session/words.ts';
import type { Happening } from '../../wire/happening.ts';

interface NodeRow {
  readonly node: string;
  readonly fits: boolean;
  readonly plugin?: string;
  readonly reasons?: readonly string[];
  readonly total?: number;
  readonly scores?: Readonly<Record<string, number>>;
}
interface VolumeRow {
  readonly volume: string;
  readonly verdict: string;
}

const rows = <T,>(args: Happening['args'], key: string): readonly T[] =>
  Array.isArray(args?.[key]) ? (args[key] as readonly unknown[]).filter(isObject).map((item) => item as T) : [];

/** The table behind a decision: every node or volume with its verdict; what was chosen is marked. */
export function Verdicts({ args }: { readonly args: Happening['args'] }) {
  const nodes = rows<NodeRow>(args, 'nodes');
  const volumes = rows<VolumeRow>(args, 'volumes');
  if (nodes.length > 0) return <NodeVerdicts nodes={nodes} chosen={String(args?.node ?? '')} />;
  return volumes.length > 0 ? <VolumeVerdicts volumes={volumes} /> : null;
}

function NodeVerdicts({ nodes, chosen }: { readonly nodes: readonly NodeRow[]; readonly chosen: string }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h3>{t('inspector.verdicts')}</h3>
      <table className="conditions">
        <tbody>
          {nodes.map(({ node, fits, plugin, reasons, total, scores }) => (
            <tr key={node}>
              <td>
                <strong>{node}</strong>
              </td>
              <td>
                {fits ? (total === undefined ? '' : `${t('inspector.score')} ${Math.round(total)}`) : (reasons ?? []).join(', ')}
                {node === chosen ? ` · ${t('inspector.chosen')}` : ''}
              </td>
              <td className="muted">{breakable(fits ? scoreText(scores) : (plugin ?? ''))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Names in camel case may break between their words, nowhere else. */
const breakable = (names: string) =>
  names.split(/(?<=[a-z])(?=[A-Z])/).map((word, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of one text, in their order
    <Fragment key={i}>
      {i > 0 ? <wbr /> : null}
      {word}
    </Fragment>
  ));

const scoreText = (scores: NodeRow['scores']): string =>
  Object.entries(scores ?? {})
    .filter(([, score]) => score > 0)
    .map(([plugin, score]) => `${plugin} ${Math.round(score)}`)
    .join(', ');

function VolumeVerdicts({ volumes }: { readonly volumes: readonly VolumeRow[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <section className="section">
      <h3>{t('inspector.volumeVerdicts')}</h3>
      <table className="conditions">
        <tbody>
          {volumes.map(({ volume, verdict }) => (
            <tr key={volume}>
              <td>
                <strong>{volume}</strong>
              </td>
              <td>{words.verdict(verdict)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
