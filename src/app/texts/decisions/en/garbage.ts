import type { GarbageDecisions } from '../../../../wire/decisions/garbage.ts';
import type { Sentences } from '../texts.ts';

export const garbage: Sentences<GarbageDecisions> = {
  'garbage.delete': ({ object, owner, policy }) => ({
    saw: policy === 'Foreground' ? `${owner}, which owns ${object}, is waiting for its dependents to go.` : `${owner}, which owned ${object}, is gone.`,
    decided: policy === 'Foreground' ? `Deletes ${object}, its own dependents first.` : `Deletes ${object}.`,
    result:
      policy === 'Orphan' ? 'What it owns stays.' : policy === 'Background' ? 'What it owns is removed afterwards.' : 'It goes when nothing it owns is left.',
  }),
  'garbage.drop-owner': ({ object }) => ({
    saw: `An owner of ${object} is gone, but another still exists.`,
    decided: 'Takes only the reference to the missing owner off.',
  }),
  'garbage.wait': ({ object, blocking }) => ({
    saw: `${object} is being deleted in the foreground, and ${blocking === 1 ? 'one dependent' : `${blocking} dependents`} must go before it.`,
    decided: 'Waits for them.',
  }),
  'garbage.finalize': ({ object }) => ({
    saw: `Nothing is left that ${object} has to wait for.`,
    decided: 'Takes the finalizer foregroundDeletion off, so that it goes.',
  }),
  'garbage.orphan': ({ object, dependents, count }) => ({
    saw: `${object} is being deleted, and what it owns is to stay.`,
    decided:
      count === 0
        ? 'It owns nothing: takes the finalizer orphan off.'
        : `Takes its owner reference off ${dependents.join(', ')}${count > dependents.length ? ` and ${count - dependents.length} more` : ''}.`,
  }),
};
