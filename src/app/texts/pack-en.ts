import { DECISIONS } from './decisions/en/index.ts';
import { VOLUME_VERDICTS } from './decisions/en/persistent-volume.ts';
import { en } from './en.ts';
import { LINES } from './lines/en.ts';
import type { LanguagePack } from './pack.ts';

export const pack: LanguagePack = { page: en, decisions: DECISIONS, verdicts: VOLUME_VERDICTS, lines: LINES };
