import { messageOf } from '../base/assert.ts';
import { X } from 'lucide-react';
import { type DragEvent, useMemo, useState } from 'react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { DEFAULT_CLASS, EXAMPLES } from '../scenarios/manifests.ts';
import { useCluster, useMirror } from '../session/cluster.ts';
import { EditorAnswers } from './editor-answers.tsx';
import { ManifestEditor, told } from './manifest-editor.tsx';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import type { ResultLine } from '../wire/command.ts';

const MAX_BYTES = 1024 * 1024;

const setText = (text: string): void => useSession.getState().change((s) => void (s.editorText = text));

/** Manifests in, answers out: what kubectl would have said, each error at its line. */
export function EditorDrawer() {
  const { t } = useTranslation();
  const text = useSession((s) => s.editorText);
  const { lines, busy, apply } = useApply();
  const [goto, setGoto] = useState<{ line: number }>();
  const [isOver, drop] = useDrop();
  const answers = useMemo(
    () => lines.flatMap((line) => (line.stream === 'stderr' && line.line !== undefined ? [{ line: line.line, message: told(line.text, t) }] : [])),
    [lines, t],
  );
  return (
    <section className={`drawer ${isOver ? 'drop-target' : ''}`} aria-label={t('editor.title')} {...drop}>
      <Head />
      <ManifestEditor
        text={text}
        label={t('editor.label')}
        placeholder={t('editor.placeholder')}
        answers={answers}
        onChange={setText}
        onApply={() => void apply()}
        {...(goto ? { goto } : {})}
      />
      <Bar busy={busy} onApply={() => void apply()} />
      <EditorAnswers lines={lines} onGoto={(line) => setGoto({ line })} />
    </section>
  );
}

/** Applies the text, one at a time, and keeps what was answered. */
function useApply() {
  const { source } = useCluster();
  const tell = useSession((s) => s.tell);
  const [lines, setLines] = useState<readonly ResultLine[]>([]);
  const [busy, setBusy] = useState(false);
  const apply = async () => {
    const { editorText } = useSession.getState();
    if (busy) return tell(() => i18next.t('editor.busy'), 'error');
    if (editorText.trim() === '') return tell(() => i18next.t('editor.empty'), 'error');
    setBusy(true);
    try {
      const result = await source.ask({ ask: 'command', command: { do: 'apply', source: editorText } });
      setLines(result.lines);
    } catch (error) {
      setLines([{ stream: 'stderr', text: messageOf(error) }]);
    } finally {
      setBusy(false);
    }
  };
  return { lines, busy, apply };
}

/** Files and text that are dropped become the text. */
function useDrop() {
  const tell = useSession((s) => s.tell);
  const [isOver, setIsOver] = useState(false);
  const take = async ({ dataTransfer }: DragEvent) => {
    const texts: string[] = [];
    // What is dropped as text can be read only now.
    const dropped = dataTransfer.getData('text/plain');
    for (const file of [...dataTransfer.files]) {
      const { name, size } = file;
      if (size > MAX_BYTES) return tell(() => i18next.t('editor.tooLarge', { name, size: `${(size / MAX_BYTES).toFixed(1)} MiB` }), 'error');
      try {
        const content = await file.text();
        if (content.includes('\0')) return tell(() => i18next.t('editor.notText', { name }), 'error');
        texts.push(content);
      } catch (error) {
        return tell(() => i18next.t('editor.notRead', { name, message: messageOf(error) }), 'error');
      }
    }
    if (texts.length === 0 && dropped) texts.push(dropped);
    if (texts.length > 0) setText(texts.join('\n---\n'));
  };
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: () => setIsOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      void take(event);
    },
  };
  return [isOver, drop] as const;
}

function Head() {
  const { t } = useTranslation();
  const change = useSession((s) => s.change);
  return (
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
  );
}

function Bar({ busy, onApply }: { readonly busy: boolean; readonly onApply: () => void }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const playing = useMirror('play', (m) => m.playing);
  const inPast = useMirror('cursor', (m) => m.head.event > m.moment.event);
  return (
    <div className="editor-bar">
      <Button tone="primary" disabled={busy || !source.can.write} onClick={onApply}>
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
  );
}
