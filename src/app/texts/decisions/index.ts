import type { Sentence } from '../../../session/words.ts';
import { kubeletTexts } from './kubelet.ts';
import { persistentVolumeTexts } from './persistent-volume.ts';
import { schedulerTexts } from './scheduler.ts';

type Catalogue = Readonly<Record<string, ((args: never) => Sentence) | undefined>>;

const ALL = [kubeletTexts, schedulerTexts, persistentVolumeTexts];

/** All sentences of all components, per language. Add the texts of a new component here. */
export const DECISION_TEXTS: { readonly en: Catalogue; readonly ja: Catalogue } = {
  en: Object.assign({}, ...ALL.map((texts) => texts.en)) as Catalogue,
  ja: Object.assign({}, ...ALL.map((texts) => texts.ja)) as Catalogue,
};
