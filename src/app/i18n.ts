import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { messageOf } from '../base/assert.ts';
import { type Language, useSession } from '../session/session.ts';
import type { en } from './texts/en.ts';
import type { LanguagePack } from './texts/pack.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

const LOADERS: Readonly<Record<Language, () => Promise<{ readonly pack: LanguagePack }>>> = {
  en: () => import('./texts/pack-en.ts'),
  ja: () => import('./texts/pack-ja.ts'),
};
const packs = new Map<Language, LanguagePack>();

/** Fetches a language, once. */
async function loadLanguage(language: Language): Promise<void> {
  if (packs.has(language)) return;
  const { pack } = await LOADERS[language]();
  packs.set(language, pack);
  if (i18next.isInitialized) i18next.addResourceBundle(language, 'translation', pack.page);
}

export function packOf(language: Language): LanguagePack {
  const pack = packs.get(language);
  if (!pack) throw new Error(`the texts of ${language} have not been loaded`);
  return pack;
}

/** The first language is there before anything is shown; React escapes, so i18next must not. */
export async function startTexts(language: Language): Promise<void> {
  await loadLanguage(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: packOf(language).page } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** Shows the page in a language that has been loaded. */
export function speak(language: Language): void {
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

/** To the other language, once its texts are there: until then nothing changes. */
export function switchLanguage(): void {
  const { language, change, tell } = useSession.getState();
  const other = language === 'en' ? 'ja' : 'en';
  loadLanguage(other).then(
    () => change((s) => void (s.language = other)),
    (error: unknown) => tell(messageOf(error), 'error'),
  );
}
