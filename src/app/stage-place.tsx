import { useMemo, useSyncExternalStore } from 'react';
import type { SimTime } from '../base/time.ts';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { useWords } from '../session/words.ts';
import { THEMES, type ThemeName } from '../views/glyphs/tokens.ts';
import { MirrorStageModel } from '../views/stage/model.ts';
import { Stage } from '../views/stage/stage.tsx';
import { STAGE_TEXTS } from '../views/stage/texts.ts';
import { useMedia } from '../ui/media.ts';
import { useSpotlight } from './spotlight.ts';

/** The stage in the page: the cluster shown, the person's selection, theme and language. */
export function StagePlace({ bare = false }: { readonly bare?: boolean }) {
  const words = useWords();
  const language = useSession((s) => s.language);
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const motion = useSession((s) => s.motion);
  const presenter = useSession((s) => s.presenter);
  const showBackground = useSession((s) => s.showBackground);
  const change = useSession((s) => s.change);
  const model = useStageModel();
  const open = (target: NonNullable<typeof selection>) =>
    change((s) => {
      s.selection = target;
      s.panel = 'inspector';
    });
  const spotlight = useSpotlight();
  const theme = useThemeName();
  const systemReduces = useMedia('(prefers-reduced-motion: reduce)');
  return (
    <Stage
      model={model}
      selection={selection}
      spotlight={spotlight}
      {...(bare ? {} : { onSelect: select, onOpen: open })}
      tokens={THEMES[theme]}
      texts={STAGE_TEXTS[language]}
      line={(happening) =>
        words.decision(happening.say, happening.args)?.decided ??
        words.line({ ...happening, t: happening.t as SimTime, until: happening.until as SimTime, cause: 0 })
      }
      say={(happening) => words.decision(happening.say, happening.args)?.decided ?? ''}
      reducedMotion={motion === 'reduce' || (motion === 'auto' && systemReduces)}
      scale={presenter ? 1.35 : 1}
      showBackground={showBackground}
    />
  );
}

/** The stage's view of the cluster on screen. */
export function useStageModel(): MirrorStageModel {
  const { mirror } = useCluster();
  return useMemo(() => new MirrorStageModel(mirror), [mirror]);
}

/** The theme in force, as the document carries it. */
export function useThemeName(): ThemeName {
  const name = useSyncExternalStore(
    (listener) => {
      const observer = new MutationObserver(listener);
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      return () => observer.disconnect();
    },
    () => document.documentElement.dataset.theme ?? 'light',
  );
  return name in THEMES ? (name as ThemeName) : 'light';
}
