import type { Simplification } from '../kinds/kind.ts';

/** A difference from real Kubernetes, and the files in which it stands as a comment `Simplified: …`. */
export interface Admission extends Simplification {
  readonly where: readonly string[];
}

/** Everything the product admits to. A test holds this list against the comments in the code, both ways. */
export const SIMPLIFIED: readonly Admission[] = [
  {
    id: 'one-stream-per-process',
    where: ['engine/client/process.ts'],
    en: 'A component has one ordered stream of watch events for all kinds it watches. In a real cluster there is one stream per kind, and their order against each other is not defined.',
    ja: 'コンポーネントは、監視するすべての種類のイベントを1本の順序付きストリームで受け取ります。実物では種類ごとに別のストリームがあり、互いの順序は決まっていません。',
  },
];
