// Cloud images give root a key that only says whom to log in as: no way in that could be lost, and none that counts when codes fail.
import { enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const says = 'echo \'Please login as the user \\"admin\\" rather than the user \\"root\\".\';echo;sleep 1;exit 142';
const options = `no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command="${says}"`;

export const L9Cloud: Lockout = {
  id: 'L9-cloud',
  title: "root's key of a cloud image, which only says whom to log in as",
  image: 'debian-13',
  fault: `install -d -m 700 /root/.ssh
{ printf '%s ' ${quoted(options)}; cat /home/alice/.ssh/authorized_keys; } >/root/.ssh/authorized_keys
`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'root' },
  expect: { status: 'changed' },
};

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
