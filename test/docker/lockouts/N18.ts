import { both, codeLine, dropIn, enrol, ownFileSystem, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N18: Lockout = {
  id: 'N18',
  title: 'codes that are taken twice where nothing can be written',
  image: 'debian-12',
  fault: `${enrol('alice')}${pam(`${codeLine} allow_readonly`)}`,
  byHand: `
${enrol('admin', 'bob', 'backup-bot')}${dropIn('00-2fa.conf', ...both)}${reload}
${ownFileSystem('alice')}mount -o remount,ro /home/alice
`,
  harm: { letIn: 'alice', with: 'key+code', after: { with: 'key+code', times: 1 } },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['N18'], says: /allow_readonly/ },
};
