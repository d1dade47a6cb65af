// What comes up in the second week of a fleet: each a change of the host or of the playbook, on a host that an apply has rolled out.
import { firstWeek, type People } from './playbook.ts';

/** What OpenSSH's own client shall meet afterwards. */
export interface Expected {
  readonly account: string;
  /** With a code: and not with the key alone. Nowhere: the key is worth nothing. */
  readonly gets: 'in with a code' | 'in with the key alone' | 'nowhere';
  /** The private key, below the lab's directory, where it is not the account's own. */
  readonly key?: string;
}

export interface Case {
  /** Names its hosts. */
  readonly name: string;
  readonly title: string;
  /** Also on hosts with systemd, whose daemon is a unit: where a run reloads nothing, nothing names it. */
  readonly onSystemd?: boolean;
  /** Done as root on the host before the second apply. @KEY@ is the public key of `keys/new`, made for this suite. */
  readonly onHost?: string;
  readonly people: People;
  /** Whose entry the vault loses before the second apply: a phone that is replaced. */
  readonly forgets?: string;
  readonly status: 'changed' | 'ok';
  /** The changes that the second apply reports, without what follows the colon; in order. */
  readonly changes: readonly string[];
  readonly expected: readonly Expected[];
}

const dropIn = '/etc/ssh/sshd_config.d/00-keyturn.conf';
const reload = 'reload ssh';
const stateFile = (account: string): string => `/home/${account}/.google_authenticator`;

const newcomer = `useradd --create-home --shell /bin/bash carol
install -d -m 700 -o carol -g carol /home/carol/.ssh
echo '@KEY@' >/home/carol/.ssh/authorized_keys
chown carol:carol /home/carol/.ssh/authorized_keys`;

/** Those whom a case is not about go on as before. */
const alice: Expected = { account: 'alice', gets: 'in with a code' };
const bob: Expected = { account: 'bob', gets: 'in with a code' };
const bot: Expected = { account: 'backup-bot', gets: 'in with the key alone' };

export const cases: readonly Case[] = [
  {
    name: 'one-more',
    title: 'one more person is enrolled',
    onSystemd: true,
    onHost: newcomer,
    people: { ...firstWeek, enrolled: ['alice', 'bob', 'carol'], keys: { carol: 'keys/new' } },
    status: 'changed',
    changes: [stateFile('carol')],
    expected: [{ account: 'carol', gets: 'in with a code', key: 'keys/new' }, alice, bot],
  },
  {
    name: 'one-more-robot',
    title: 'one more robot is exempt',
    onHost: newcomer,
    people: { ...firstWeek, exempt: ['backup-bot', 'carol'], keys: { carol: 'keys/new' } },
    status: 'changed',
    changes: [dropIn, reload],
    expected: [{ account: 'carol', gets: 'in with the key alone', key: 'keys/new' }, alice, bot],
  },
  {
    name: 'both',
    title: 'one more person, and a person who was enrolled becomes exempt',
    onHost: newcomer,
    people: { enrolled: ['alice', 'carol'], exempt: ['backup-bot', 'bob'], keys: { carol: 'keys/new' } },
    status: 'changed',
    changes: [stateFile('carol'), dropIn, reload],
    expected: [
      { account: 'carol', gets: 'in with a code', key: 'keys/new' },
      { account: 'bob', gets: 'in with the key alone' },
      alice,
    ],
  },
  {
    name: 'group',
    title: 'a group is exempt, and no longer the account that is in it',
    onHost: 'groupadd robots; usermod -aG robots backup-bot',
    people: { enrolled: ['alice', 'bob'], exempt: [], exemptGroups: ['robots'] },
    status: 'changed',
    changes: [dropIn, reload],
    expected: [bot, alice],
  },
  {
    name: 'no-longer-exempt',
    title: 'a robot is no longer exempt, and enrolled instead',
    people: { enrolled: ['alice', 'bob', 'backup-bot'], exempt: [] },
    status: 'changed',
    changes: [stateFile('backup-bot'), dropIn, reload],
    expected: [{ account: 'backup-bot', gets: 'in with a code' }, alice],
  },
  {
    name: 'off-the-list',
    title: 'a person is off the list, and keeps the second factor',
    people: { ...firstWeek, enrolled: ['alice'] },
    status: 'ok',
    changes: [],
    expected: [bob, alice],
  },
  {
    name: 'gone',
    title: 'a person is gone',
    onHost: 'userdel --remove bob 2>/dev/null',
    people: { ...firstWeek, enrolled: ['alice'] },
    status: 'ok',
    changes: [],
    expected: [alice, bot],
  },
  {
    name: 'new-key',
    title: 'a person has a new key',
    onHost: "echo '@KEY@' >/home/bob/.ssh/authorized_keys",
    people: { ...firstWeek, keys: { bob: 'keys/new' } },
    status: 'ok',
    changes: [],
    expected: [
      { account: 'bob', gets: 'in with a code', key: 'keys/new' },
      { account: 'bob', gets: 'nowhere' },
    ],
  },
  {
    name: 'new-key-and-one-more',
    title: 'a person has a new key while another is enrolled',
    onHost: `echo '@KEY@' >/home/bob/.ssh/authorized_keys\n${newcomer}`,
    people: { ...firstWeek, enrolled: ['alice', 'bob', 'carol'], keys: { bob: 'keys/new', carol: 'keys/new' } },
    status: 'changed',
    changes: [stateFile('carol')],
    expected: [
      { account: 'bob', gets: 'in with a code', key: 'keys/new' },
      { account: 'carol', gets: 'in with a code', key: 'keys/new' },
    ],
  },
  {
    name: 'lost-file',
    title: 'a state file is lost: the same secret is written again',
    onHost: `rm ${stateFile('bob')}`,
    people: firstWeek,
    status: 'changed',
    changes: [stateFile('bob')],
    expected: [bob, alice],
  },
  {
    name: 'new-phone',
    title: 'a phone is replaced: another secret, and the old one is worth nothing',
    onHost: `rm ${stateFile('bob')}`,
    forgets: 'bob',
    people: firstWeek,
    status: 'changed',
    changes: [stateFile('bob')],
    expected: [bob, alice],
  },
];
