import { bool, type FlagTable, short, text } from './flags.ts';

/** `-o` and what belongs to it. */
export const OUTPUT: FlagTable = { output: short('o', text), template: text, 'show-managed-fields': bool, 'allow-missing-template-keys': bool };
