import { DECISIONS } from './decisions/ja/index.ts';
import { VOLUME_VERDICTS } from './decisions/ja/persistent-volume.ts';
import { ja } from './ja.ts';
import { LINES } from './lines/ja.ts';
import type { LanguagePack } from './pack.ts';
import { OWN_WORDS } from './terminal-ja.ts';

export const pack: LanguagePack = { page: ja, decisions: DECISIONS, verdicts: VOLUME_VERDICTS, lines: LINES, terminal: OWN_WORDS };
