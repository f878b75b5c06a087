import { useTranslation } from 'react-i18next';
import { isObject, type Json } from '../../base/json.ts';
import { Yaml } from './live-yaml.tsx';

/** Said elsewhere in the panel (the latest decision), or part of another line (how many wait). */
const UNSAID: ReadonlySet<string> = new Set(['lastDecision', 'queued']);
/** What has words of its own in the texts. */
const WORDED = [
  'on',
  'queue',
  'active',
  'backoff',
  'unschedulable',
  'gated',
  'binding',
  'busy',
  'connected',
  'kubelet',
  'images',
  'pods',
  'diskUse',
  'usage',
  'rev',
  'pending',
  'syncing',
  'behind',
  'services',
  'more',
  'disks',
] as const;
type Worded = (typeof WORDED)[number];

/** What a component shows of itself: short things in words, the rest as YAML below its name. */
export function ComponentState({ part }: { readonly part: Json }) {
  const { t } = useTranslation();
  const name = (key: string): string => {
    if (key === 'active' && isObject(part) && 'backoff' in part) return t('inspector.part.activeQueue');
    if (key === 'on' && isObject(part) && 'connected' in part) return t('inspector.part.machine');
    return WORDED.includes(key as Worded) ? t(`inspector.part.${key as Worded}`) : key;
  };
  const said = Object.entries(isObject(part) ? part : {}).filter(([key, value]) => value !== undefined && !UNSAID.has(key)) as [string, Json][];
  const short = said.filter(([, value]) => isShort(value));
  const long = said.filter(([, value]) => !isShort(value));
  return (
    <section className="section">
      <h3>{t('inspector.state')}</h3>
      <dl className="facts">
        {short.map(([key, value]) => (
          <Fact key={key} name={name(key)} value={value} of={waiting(part, key)} />
        ))}
      </dl>
      {long.map(([key, value]) => (
        <details key={key} open>
          <summary className="muted">{name(key)}</summary>
          <Yaml object={value} />
        </details>
      ))}
    </section>
  );
}

const isShort = (value: Json): boolean => (Array.isArray(value) ? value.every((one) => typeof one !== 'object') : typeof value !== 'object' || value === null);

/** A queue is shown as far as it goes; how many are in it in all. */
function waiting(part: Json, key: string): number | undefined {
  const all = key === 'queue' && isObject(part) ? part['queued'] : undefined;
  return typeof all === 'number' ? all : undefined;
}

interface FactProps {
  readonly name: string;
  readonly value: Json;
  readonly of: number | undefined;
}

function Fact({ name, value, of }: FactProps) {
  const { t } = useTranslation();
  const shown = Array.isArray(value) ? value.join(', ') : value;
  const hidden = Array.isArray(value) && of !== undefined ? of - value.length : 0;
  const text =
    typeof shown === 'boolean'
      ? t(shown ? 'inspector.part.yes' : 'inspector.part.no')
      : shown === null || shown === ''
        ? t('inspector.part.none')
        : String(shown);
  return (
    <>
      <dt>{name}</dt>
      <dd>{hidden > 0 ? `${text} (+${hidden})` : text}</dd>
    </>
  );
}
