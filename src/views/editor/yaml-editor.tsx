import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  defaultHighlightStyle,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, linter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
  placeholder,
  type Tooltip,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { Completion, LintProblem } from '../../wire/source.ts';

/** What the editor asks of the cluster: places are offsets into the text. */
export interface YamlServices {
  lint(source: string): Promise<readonly LintProblem[]>;
  complete(source: string, offset: number): Promise<readonly Completion[]>;
  hover(source: string, offset: number): Promise<{ readonly title: string; readonly text: string; readonly from: number; readonly to: number } | undefined>;
}

export interface YamlEditorProps {
  readonly text: string;
  readonly label: string;
  readonly placeholder: string;
  /** What only shows a text needs none. */
  readonly services?: YamlServices;
  /** What the editor itself says (find, fold, problems), by its English. */
  readonly phrases?: Readonly<Record<string, string>>;
  readonly readOnly?: boolean;
  /** Stands beside other fields: it does not take the focus when it comes. */
  readonly waits?: boolean;
  /** Lines that are too long are broken, not scrolled to. */
  readonly wraps?: boolean;
  readonly onChange?: (text: string) => void;
  readonly onApply?: () => void;
  /** Errors of the API server, at the line they concern (1-based). */
  readonly answers?: readonly { readonly line: number; readonly message: string }[];
  /** A line to bring into view (1-based); a new object each time it is asked for. */
  readonly goto?: { readonly line: number };
}

/** A YAML editor with completion, hover docs and errors from the schema. Keeps its own undo history. */
export function YamlEditor(props: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({ doc: latest.current.text, extensions: extensions(() => latest.current) }),
    });
    view.current = editor;
    // It stands here because a person opened it: writing can begin.
    if (!latest.current.waits && !latest.current.readOnly) editor.focus();
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current!;
    if (editor.state.doc.toString() !== props.text) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } });
  }, [props.text]);

  useEffect(() => {
    view.current!.dispatch({ effects: relint.reconfigure(lintSource(() => latest.current)) });
  }, [props.answers, props.services]);

  useEffect(() => {
    if (!props.goto) return;
    const editor = view.current!;
    const line = editor.state.doc.line(Math.min(Math.max(props.goto.line, 1), editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: 'center' }) });
    editor.focus();
  }, [props.goto]);

  return <div className="yaml-editor" ref={host} />;
}

const relint = new Compartment();

function extensions(props: () => YamlEditorProps) {
  return [
    lineNumbers(),
    foldGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of('  '),
    bracketMatching(),
    highlightSelectionMatches(),
    yaml(),
    syntaxHighlighting(COLOURS),
    syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
    placeholder(props().placeholder),
    EditorView.contentAttributes.of({ 'aria-label': props().label, tabindex: '0' }),
    EditorState.phrases.of({ ...props().phrases }),
    EditorState.readOnly.of(props().readOnly ?? false),
    props().wraps ? EditorView.lineWrapping : [],
    EditorView.updateListener.of((update) => {
      if (update.docChanged) props().onChange?.(update.state.doc.toString());
    }),
    lintGutter(),
    relint.of(lintSource(props)),
    autocompletion({ override: [(context) => completions(props(), context)], icons: false, activateOnCompletion: () => true }),
    hoverTooltip((editor, offset) => docs(props(), editor, offset), { hoverTime: 350 }),
    keymap.of([
      {
        key: 'Mod-Enter',
        run: () => {
          props().onApply?.();
          return true;
        },
      },
      { key: 'Enter', run: newlineBelowKey },
      // Tab indents; Escape then Tab leaves the editor, so that the keyboard is never trapped.
      { key: 'Escape', run: (editor) => (editor.contentDOM.blur(), true) },
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...foldKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
  ];
}

/** Below a key without a value, the next line is what it holds. */
function newlineBelowKey({ state, dispatch }: EditorView): boolean {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const key = /^([ -]*)[^\s#][^#]*:\s*$/.exec(line.text);
  if (!main.empty || main.head !== line.to || !key || state.readOnly) return false;
  dispatch(state.update(state.replaceSelection(`\n${' '.repeat((key[1] as string).length + 2)}`), { scrollIntoView: true, userEvent: 'input' }));
  return true;
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--family-workload-ink)' },
  { tag: [tags.string, tags.content], color: 'var(--family-network-ink)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--family-storage-ink)' },
  { tag: tags.comment, color: 'var(--quiet)' },
  { tag: [tags.meta, tags.separator, tags.punctuation], color: 'var(--quiet)' },
]);

const lintSource = (props: () => YamlEditorProps) =>
  linter(
    async (editor): Promise<readonly Diagnostic[]> => {
      const source = editor.state.doc.toString();
      const length = source.length;
      const problems = source.trim() === '' ? [] : ((await props().services?.lint(source)) ?? []);
      const answers = (props().answers ?? []).map((answer) => {
        const line = editor.state.doc.line(Math.min(Math.max(answer.line, 1), editor.state.doc.lines));
        return { from: line.from, to: line.to, severity: 'error' as const, message: answer.message, source: 'kube-apiserver' };
      });
      return [
        ...problems.map((p) => ({ from: Math.min(p.from, length), to: Math.min(Math.max(p.to, p.from), length), severity: p.severity, message: p.message })),
        ...answers,
      ];
    },
    { delay: 250 },
  );

async function completions(props: YamlEditorProps, context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\w.$/-]*/);
  if (!context.explicit && (!word || word.from === word.to) && !/[\n ]$/.test(context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos))) return null;
  const list = (await props.services?.complete(context.state.doc.toString(), context.pos)) ?? [];
  if (list.length === 0) return null;
  return {
    from: list[0]!.from,
    options: list.map((item, i) => ({
      label: item.label,
      apply: item.insert,
      // They come likeliest first; the popup would sort them by name.
      boost: Math.max(-99, 99 - i),
      ...(item.detail ? { detail: item.detail } : {}),
      ...(item.info ? { info: item.info } : {}),
    })),
    validFor: /^[\w.$/-]*$/,
  };
}

async function docs(props: YamlEditorProps, editor: EditorView, offset: number): Promise<Tooltip | null> {
  const found = await props.services?.hover(editor.state.doc.toString(), offset);
  if (!found) return null;
  return {
    pos: found.from,
    end: found.to,
    above: true,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'yaml-docs';
      const title = dom.appendChild(document.createElement('strong'));
      title.textContent = found.title;
      const text = dom.appendChild(document.createElement('p'));
      text.textContent = found.text;
      return { dom };
    },
  };
}
