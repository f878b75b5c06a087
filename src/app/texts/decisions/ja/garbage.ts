import type { GarbageDecisions } from '../../../../wire/decisions/garbage.ts';
import type { Sentences } from '../texts.ts';

export const garbage: Sentences<GarbageDecisions> = {
  'garbage.delete': ({ object, owner, policy }) => ({
    saw:
      policy === 'Foreground'
        ? `${object}の所有者である${owner}は、所有するものがなくなるのを待っています。`
        : `${object}の所有者だった${owner}はなくなりました。`,
    decided: policy === 'Foreground' ? `${object}を、その所有するものから先に削除します。` : `${object}を削除します。`,
    result:
      policy === 'Orphan'
        ? '所有されていたものは残ります。'
        : policy === 'Background'
          ? '所有するものは、そのあとで削除されます。'
          : '所有するものがなくなってから消えます。',
  }),
  'garbage.drop-owner': ({ object }) => ({
    saw: `${object}の所有者の一つがなくなりましたが、別の所有者がいます。`,
    decided: 'なくなった所有者への参照だけを外します。',
  }),
  'garbage.wait': ({ object, blocking }) => ({
    saw: `${object}はフォアグラウンド削除の途中で、先に消えるべきものが${blocking}個あります。`,
    decided: 'それらがなくなるのを待ちます。',
  }),
  'garbage.finalize': ({ object }) => ({
    saw: `${object}が待つべきものは、もうありません。`,
    decided: 'ファイナライザーforegroundDeletionを外し、消えるようにします。',
  }),
  'garbage.orphan': ({ object, dependents, count }) => ({
    saw: `${object}は削除の途中で、所有するものは残すように指定されています。`,
    decided:
      count === 0
        ? '所有するものがないので、ファイナライザーorphanを外します。'
        : `${dependents.join('、')}${count > dependents.length ? `ほか${count - dependents.length}個` : ''}から所有者参照を外します。`,
  }),
};
