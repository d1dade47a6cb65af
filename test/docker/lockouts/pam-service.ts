// What is on disk is right, but sshd asks a PAM service that asks for nothing.
import { dropIn, enforce, enrolAll, file, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const otherService = `${file('/etc/pam.d/other', 'auth required pam_permit.so', 'account required pam_permit.so', 'session required pam_permit.so')}${dropIn('90-service.conf', 'PAMServiceName other')}`;

export const pamService: Lockout = {
  id: 'pam-service',
  title: 'a PAM service that asks for nothing',
  image: 'debian-13',
  fault: `${otherService}${reload}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key+no-code' },
  expect: { status: 'refused', causes: ['pam-service'], says: /PAM service other/ },
};
