import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import { useCluster, useCommand, useMirror } from '../../session/cluster.ts';
import { Button } from '../../ui/button.tsx';
import { type Act, type ActAsk, actsOf, actsOfActor, fits } from './act-list.ts';

/** What a hand can do to the object, as buttons; each is a command one can undo by going back. */
export function Acts({ object }: { readonly object: KubeObject }) {
  const { source, mirror } = useCluster();
  // What can be done follows machines' parts and users as well as the object.
  useMirror('parts', (m) => m.moment);
  return source.can.write ? <ActButtons acts={actsOf(object, { mirror, inject: source.can.inject })} /> : null;
}

/** The switch of a component. */
export function ActorActs({ actor }: { readonly actor: string }) {
  const { source, mirror } = useCluster();
  useMirror({ part: actor }, (m) => m.part(actor));
  return source.can.write ? <ActButtons acts={actsOfActor(actor, { mirror, inject: source.can.inject })} /> : null;
}

function ActButtons({ acts }: { readonly acts: readonly Act[] }) {
  const { t } = useTranslation();
  const command = useCommand();
  const [open, setOpen] = useState<string>();
  const asked = acts.find(({ id }) => id === open);
  if (acts.length === 0) return null;
  const named = ({ text, which }: Act): string => (which === undefined ? t(`act.${text}`) : `${t(`act.${text}`)} (${which})`);
  return (
    <>
      <div className="acts">
        {acts.map((act) => (
          <Button
            key={act.id}
            disabled={act.off === true}
            {...(act.tone ? { tone: act.tone } : {})}
            {...(act.ask ? { 'aria-expanded': act.id === open } : {})}
            onClick={() => (act.ask ? setOpen(act.id) : void command(act.make('')))}
          >
            {named(act)}
          </Button>
        ))}
      </div>
      {asked?.ask ? <AskForm key={asked.id} act={asked} ask={asked.ask} onDone={() => setOpen(undefined)} /> : null}
    </>
  );
}

/** What an act wants to know, in a field; it is done with a value that fits, and not before. */
function AskForm({ act, ask, onDone }: { readonly act: Act; readonly ask: ActAsk; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const command = useCommand();
  const [text, setText] = useState(String(ask.value));
  const bad = !fits(ask, text);
  return (
    <form
      className="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (bad) return;
        void command(act.make(text));
        onDone();
      }}
    >
      <label>
        {t(`act.${ask.label}`)}
        <input
          className="field"
          // biome-ignore lint/a11y/noAutofocus: the form opened by the person's own press.
          autoFocus
          value={text}
          aria-invalid={bad}
          {...(ask.of === 'number' ? { inputMode: 'numeric', size: 6 } : { size: 24 })}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button type="submit" tone="primary" disabled={bad}>
        {t('act.do')}
      </Button>
      <Button onClick={onDone}>{t('act.cancel')}</Button>
      {bad ? <span role="alert">{ask.of === 'number' ? t('act.notNumber', { from: 0, to: ask.max }) : t('act.notImage')}</span> : null}
    </form>
  );
}
