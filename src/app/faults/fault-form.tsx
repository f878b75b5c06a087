import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster, useCommand, useMirror } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { type FaultArgument, type FaultArgs, type FaultKind, readFaultArgs } from '../../wire/faults.ts';
import { choicesFor, fromSelection } from './choices.ts';
import { FAULT_TEXTS } from './texts.ts';

/** What a trouble does, whom it strikes, and the button that causes it. The selection is proposed as its target. */
export function FaultForm({ kind }: { readonly kind: FaultKind }) {
  const { t } = useTranslation();
  const { mirror } = useCluster();
  const command = useCommand();
  const language = useSession((s) => s.language);
  const selection = useSession((s) => s.selection);
  // Targets come and go.
  useMirror('cursor', (m) => m.moment.rev);
  const [typed, setTyped] = useState<FaultArgs>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void form.current?.scrollIntoView({ block: 'nearest' }), []);
  const args = filled(kind, typed, (argument, given) => {
    const choices = choicesFor(argument, kind, { mirror, given });
    const proposed = fromSelection(argument, selection, mirror);
    return proposed !== undefined && (choices?.includes(proposed) ?? true) ? proposed : choices?.[0];
  });
  const wrong = 'error' in readFaultArgs(kind, args);
  const does = kind.name === 'mend' ? undefined : FAULT_TEXTS[kind.name];
  return (
    <form
      ref={form}
      className="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) void command({ do: 'fault', fault: kind.name, args });
      }}
    >
      <p className="fault-does">{does?.[language]}</p>
      {kind.args.map((argument) => (
        <Field
          key={argument.name}
          argument={argument}
          value={args[argument.name]}
          choices={choicesFor(argument, kind, { mirror, given: args })}
          onChange={(value) => setTyped({ ...typed, [argument.name]: value })}
        />
      ))}
      <Button type="submit" tone="danger" disabled={wrong}>
        {t('faults.cause')}
      </Button>
    </form>
  );
}

/** What was typed or chosen, else what is proposed, else the usual. A container that the pod does not have is chosen anew. */
function filled(kind: FaultKind, typed: FaultArgs, propose: (argument: FaultArgument, given: FaultArgs) => string | undefined): FaultArgs {
  const args: Record<string, string | number | boolean> = {};
  for (const argument of kind.args) {
    const value = typed[argument.name] ?? propose(argument, { ...typed, ...args }) ?? argument.otherwise;
    if (value !== undefined) args[argument.name] = value;
  }
  return args;
}

interface FieldProps {
  readonly argument: FaultArgument;
  readonly value: string | number | boolean | undefined;
  readonly choices: readonly string[] | undefined;
  readonly onChange: (value: string | number | boolean) => void;
}

function Field({ argument, value, choices, onChange }: FieldProps) {
  const { t } = useTranslation();
  const label = t(`faults.of.${argument.of}`);
  if (argument.of === 'flag')
    return (
      <label className="fault-flag">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {label}
      </label>
    );
  if (!choices)
    return (
      <label>
        {label}
        <input className="field" type="number" min={0} size={6} value={String(value ?? '')} onChange={(event) => onChange(event.target.valueAsNumber)} />
      </label>
    );
  return (
    <label>
      {label}
      <select className="field" aria-label={label} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)}>
        {choices.length === 0 ? <option value="">{t('faults.noTarget')}</option> : null}
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}
