import { useTranslation } from 'react-i18next';
import { missingKind } from '../kubectl/manifest/upstream-kinds.ts';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import type { ResultLine } from '../wire/command.ts';
import { findNamed, kindOfNamed } from './named-object.ts';

interface EditorAnswersProps {
  readonly lines: readonly ResultLine[];
  readonly onGoto: (line: number) => void;
}

/** What kubectl said to what was applied. */
export function EditorAnswers({ lines, onGoto }: EditorAnswersProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long answers are scrolled, also by keys.
    <ul className="answers" aria-label={t('editor.output')} aria-live="polite" tabIndex={0} hidden={lines.length === 0}>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own.
        <AnswerLine key={i} line={line} missing={missingAfter(lines, i)} onGoto={onGoto} />
      ))}
    </ul>
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
