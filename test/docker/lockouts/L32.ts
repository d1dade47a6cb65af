// A rehearsed login comes from nowhere, so that what depends on the address is the model's to say.
import { both, codeLine, dropIn, enrolAll, file, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const addresses = '10.0.0.0/8 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16';
const gate = 'auth required pam_access.so accessfile=/etc/security/access-2fa.conf';

export const L32: Lockout = {
  id: 'L32',
  title: 'the address from which people come gets no code accepted',
  image: 'debian-12',
  fault: `${file('/etc/security/access-2fa.conf', `- : ALL : ${addresses}`)}${pam(gate, '@include common-auth')}`,
  byHand: `${enrolAll}${pam(codeLine)}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: {
    ...{ status: 'refused', causes: ['L32'], account: 'admin' },
    says: /- : ALL : 10\.0\.0\.0\/8 .* at \/etc\/security\/access-2fa\.conf:1 refuses it/,
  },
};
