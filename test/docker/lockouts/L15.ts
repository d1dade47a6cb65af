// Every process of the host reads the time through libfaketime: a container has no clock of its own.
import { enforce, enrolAll, file, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L15: Lockout = {
  id: 'L15',
  title: 'a clock that is five minutes ahead',
  release: '12',
  fault: `
[ -e /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1 ] || {
    apt-get -qq update
    apt-get -qq install -y libfaketime
} >/dev/null 2>&1
${file('/etc/faketimerc', '+300s')}${file('/etc/ld.so.preload', '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1')}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L15'], says: /(?:29[5-9]|300) s ahead/ },
};
