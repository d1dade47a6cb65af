import { append, enrolAll, main, pamCode, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L30: Lockout = {
  id: 'L30',
  title: 'a guest agent that writes sshd_config anew',
  image: 'debian-12',
  fault: `
cp ${main} /run/rest
cat - /run/rest >${main} <<'LINES'
#### Google OS Login control. Do not edit this section. ####
AuthorizedKeysCommand /usr/bin/google_authorized_keys
AuthorizedKeysCommandUser root
#### End Google OS Login control section. ####
LINES
`,
  byHand: `
cp ${main} /run/agents
${enrolAll}${pamCode}sed -i 's/^Kbd.*/KbdInteractiveAuthentication yes/' ${main}
${append(main, 'AuthenticationMethods publickey,keyboard-interactive')}${reload}
cp /run/agents ${main}
${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'refused', causes: ['L30'], says: /sshd_config:1/ },
};
