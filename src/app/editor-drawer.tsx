import { messageOf } from '../base/assert.ts';
import { X } from 'lucide-react';
import { type DragEvent, lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { missingKind } from '../kubectl/manifest/upstream-kinds.ts';
import { DEFAULT_CLASS, EXAMPLES } from '../scenarios/manifests.ts';
import { useCluster, useMirror } from '../session/cluster.ts';
import { told, useManifestServices } from './manifest-services.ts';
import { findNamed, kindOfNamed } from './named-object.ts';
import { EDITOR_PHRASES_JA } from './texts/editor-phrases.ts';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import type { ResultLine } from '../wire/command.ts';

const YamlEditor = lazy(() => import('../views/editor/yaml-editor.tsx').then((module) => ({ default: module.YamlEditor })));

const MAX_BYTES = 1024 * 1024;

/** Manifests in, answers out: what kubectl would have said, each error at its line. */
export function EditorDrawer() {
  const { t, i18n } = useTranslation();
  const { source } = useCluster();
  const text = useSession((s) => s.editorText);
  const change = useSession((s) => s.change);
  const tell = useSession((s) => s.tell);
  const [lines, setLines] = useState<readonly ResultLine[]>([]);
  const [busy, setBusy] = useState(false);
  const [goto, setGoto] = useState<{ line: number }>();
  const [dropping, setDropping] = useState(false);
  const playing = useMirror('play', (m) => m.playing);
  const inPast = useMirror('cursor', (m) => m.head.event > m.moment.event);
  const setText = (next: string) => change((s) => void (s.editorText = next));

  const apply = async () => {
    if (busy) return tell(t('editor.busy'), 'error');
    if (useSession.getState().editorText.trim() === '') return tell(t('editor.empty'), 'error');
    setBusy(true);
    try {
      const result = await source.ask({ ask: 'command', command: { do: 'apply', source: useSession.getState().editorText } });
      setLines(result.lines);
    } catch (error) {
      setLines([{ stream: 'stderr', text: messageOf(error) }]);
    } finally {
      setBusy(false);
    }
  };

  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    const texts: string[] = [];
    for (const file of event.dataTransfer.files) {
      if (file.size > MAX_BYTES) return tell(t('editor.tooLarge', { name: file.name, size: `${(file.size / MAX_BYTES).toFixed(1)} MiB` }), 'error');
      const content = await file.text().catch(() => '\0');
      if (content.includes('\0')) return tell(t('editor.notText', { name: file.name }), 'error');
      texts.push(content);
    }
    const dropped = event.dataTransfer.getData('text/plain');
    if (texts.length === 0 && dropped) texts.push(dropped);
    if (texts.length > 0) setText(texts.join('\n---\n'));
  };

  const services = useManifestServices();
  const answers = useMemo(
    () => lines.flatMap((line) => (line.stream === 'stderr' && line.line !== undefined ? [{ line: line.line, message: told(line.text, t) }] : [])),
    [lines, t],
  );

  return (
    <section
      className={`drawer ${dropping ? 'drop-target' : ''}`}
      aria-label={t('editor.title')}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => void drop(event)}
    >
      <div className="side-head">
        <h2>{t('editor.title')}</h2>
        <Menu
          trigger={<Button tone="quiet">{t('editor.examples')}</Button>}
          groups={[
            { items: EXAMPLES.map((example) => ({ id: example.id, label: example.title, onSelect: () => setText(example.text) })) },
            { items: [{ id: 'class', label: 'StorageClass', onSelect: () => setText(DEFAULT_CLASS) }] },
          ]}
        />
        <IconButton label={t('app.close')} onClick={() => change((s) => void (s.editorOpen = false))}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <Suspense fallback={<div className="yaml-editor" />}>
        <YamlEditor
          text={text}
          label={t('editor.label')}
          placeholder={t('editor.placeholder')}
          phrases={i18n.language === 'ja' ? EDITOR_PHRASES_JA : {}}
          services={services}
          answers={answers}
          onChange={setText}
          onApply={() => void apply()}
          {...(goto ? { goto } : {})}
        />
      </Suspense>
      <div className="editor-bar">
        <Button tone="primary" disabled={busy || !source.can.write} onClick={() => void apply()}>
          {t(busy ? 'editor.applying' : 'editor.apply')}
        </Button>
        <Button tone="quiet" onClick={() => setText('')}>
          {t('editor.clear')}
        </Button>
        {busy && !playing ? (
          <Button tone="quiet" onClick={() => source.send({ do: 'play' })}>
            {t('time.standsStill')}
          </Button>
        ) : (
          <span className="muted">{inPast ? t('editor.inPast') : t('editor.hint')}</span>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long answers are scrolled, also by keys. */}
      <ul className="answers" aria-label={t('editor.output')} aria-live="polite" tabIndex={0} hidden={lines.length === 0}>
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own.
          <AnswerLine key={i} line={line} missing={missingAfter(lines, i)} onGoto={(to) => setGoto({ line: to })} />
        ))}
      </ul>
    </section>
  );
}

/** Kind that is missing only here, of an error that ends with this line: kubectl's own words come first, all of them. */
function missingAfter(lines: readonly ResultLine[], end: number): string | undefined {
  const isSame = (a: ResultLine | undefined, b: ResultLine | undefined): boolean =>
    a !== undefined && b !== undefined && a.stream === 'stderr' && b.stream === 'stderr' && a.line !== undefined && a.line === b.line;
  if (isSame(lines[end], lines[end + 1])) return undefined;
  let first = end;
  while (isSame(lines[first - 1], lines[end])) first--;
  for (const { stream, text } of lines.slice(first, end + 1)) {
    const missing = stream === 'stderr' ? missingKind(text) : undefined;
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** A line that names an object selects it; one that names a place goes there. */
function AnswerLine({
  line,
  missing,
  onGoto,
}: {
  readonly line: ResultLine;
  /** What is said below it in Cutaway's own words. */
  readonly missing: string | undefined;
  readonly onGoto: (line: number) => void;
}) {
  const { t } = useTranslation();
  const { mirror } = useCluster();
  const select = useSession((s) => s.select);
  const kind = line.object && kindOfNamed(line.object);
  const open = () => {
    const oid = line.object && findNamed(mirror, line.object);
    if (oid !== undefined) select({ kind: 'object', oid });
  };
  return (
    <li data-stream={line.stream}>
      {line.line !== undefined && line.stream === 'stderr' ? (
        <button type="button" onClick={() => onGoto(line.line!)}>
          {line.text}
        </button>
      ) : kind ? (
        <button type="button" onClick={open}>
          {line.text}
        </button>
      ) : (
        line.text
      )}
      {missing === undefined ? null : <span className="answer-note">{t('editor.kindNotYet', { kind: missing })}</span>}
    </li>
  );
}
