import { type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { collectionOf, completePath } from './complete-path.ts';
import { useKnown } from './use-known.ts';

interface PathFieldProps {
  readonly method: string;
  readonly target: string;
  readonly problem: boolean;
  readonly onChange: (target: string) => void;
}

/** Path and query, completed from discovery. Enter sends (the form's), or takes what is ringed in the list, or the first that a word stands for; Tab goes on. */
export function PathField({ method, target, problem, onChange }: PathFieldProps) {
  const { t } = useTranslation();
  const list = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const known = useKnown(collectionOf(target));
  const options = useMemo(() => (open ? completePath(target, method, known) : []), [open, target, method, known]);
  const active = at < options.length ? at : -1;
  const field = useFocused();
  const take = (option: string): void => {
    onChange(option);
    setAt(-1);
    // There is more to say behind a slash or an equals sign.
    setOpen(/[/=]$/.test(option));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      return setAt(options.length === 0 ? -1 : ((active < 0 && step < 0 ? 0 : active) + step + options.length) % options.length);
    }
    if (event.key === 'Enter') {
      // A word is no path: it means the first that it stands for.
      const meant = target.trim().startsWith('/') ? undefined : completePath(target, method, known)[0];
      const option = options[active] ?? meant;
      if (option !== undefined && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        take(option);
      } else setOpen(false);
    }
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      setOpen(true);
    }
    if (event.key === 'Escape' && open && options.length > 0) {
      event.stopPropagation();
      setOpen(false);
      setAt(-1);
    }
  };
  return (
    <div className="console-path">
      <input
        ref={field}
        role="combobox"
        aria-label={t('console.path')}
        aria-expanded={options.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-invalid={problem}
        {...(active < 0 ? {} : { 'aria-activedescendant': `${list}-${active}` })}
        value={target}
        placeholder="/api/v1/namespaces/default/pods?limit=5"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => {
          onChange(event.target.value);
          setAt(-1);
          setOpen(true);
        }}
        onKeyDown={key}
        onBlur={() => setOpen(false)}
      />
      <Options id={list} options={options} active={active} below={field.current} onTake={take} />
    </div>
  );
}

interface OptionsProps {
  readonly id: string;
  readonly options: readonly string[];
  readonly active: number;
  readonly below: HTMLElement | null;
  readonly onTake: (option: string) => void;
}

/** Room that is left to the edge of the window. */
const MARGIN_PX = 8;

/** Above everything, so that no drawer cuts it; at the field, where there is more room. */
function place(list: HTMLElement, field: HTMLElement): void {
  const { left, top, bottom } = field.getBoundingClientRect();
  const isAbove = innerHeight - bottom < 160 && top > innerHeight - bottom;
  list.style.left = `${left}px`;
  list.style.top = isAbove ? 'auto' : `${bottom + 3}px`;
  list.style.bottom = isAbove ? `${innerHeight - top + 3}px` : 'auto';
  list.style.maxWidth = `${innerWidth - left - MARGIN_PX}px`;
  list.style.maxHeight = `${Math.min(260, (isAbove ? top : innerHeight - bottom) - MARGIN_PX)}px`;
}

function Options({ id, options, active, below, onTake }: OptionsProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const isOpen = options.length > 0;
  useLayoutEffect(() => {
    const ul = list.current;
    if (!ul || !below || !isOpen) return;
    ul.showPopover();
    place(ul, below);
    return () => ul.hidePopover();
  }, [isOpen, below]);
  const ringed = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is ringed comes into view.
  useEffect(() => void ringed.current?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <ul id={id} ref={list} popover="manual" className="console-options" role="listbox" aria-label={t('console.completions')}>
      {options.map((option, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
        <li
          key={option}
          id={`${id}-${i}`}
          ref={i === active ? ringed : undefined}
          role="option"
          aria-selected={i === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          {option}
        </li>
      ))}
    </ul>
  );
}

/** It stands here because a person opened it: writing can begin, with another path at once. */
function useFocused(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  return field;
}
