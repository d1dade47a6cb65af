import { plainKinds, type Fault, type Kind, type Variant } from './fault.ts';
import { onWord } from './on-word.ts';

/** A lock as dpkg takes it, which ends with whoever holds it. */
const hold = `
perl -e '$lock = pack("s s x4 q q i x4", 1, 0, 0, 0, 0); open(F, ">>", shift) && fcntl(F, 6, $lock) or exit 1;
    $| = 1; print "done\\n"; <STDIN>' /var/lib/dpkg/lock-frontend
`;

const held: readonly Variant[] = [
  {
    name: 'until the run is over',
    heals: 'after the run',
    arm: async ({ host }) => {
      const ready = await onWord(host, hold);
      return { inject: () => ready.go(), heal: () => ready.dismiss() };
    },
  },
];

const bare: readonly Kind[] = ['bare11', 'bare12', 'bare13'];

/** Another package manager is at work, where ours is needed. */
export const packageLockMissing: Fault = {
  name: 'dpkg lock held',
  phases: ['connect', 'gather'],
  kinds: bare,
  variants: held,
};

/** The same where nothing has to be installed: nobody minds. */
export const packageLock: Fault = {
  name: 'dpkg lock held',
  phases: ['stage', 'rehearse', 'apply', 'prove', 'confirm', 'converge'],
  kinds: plainKinds,
  variants: held,
};
