// Lock-outs that concern an account: what it has, what it lacks, and who uses it.
import type { Causes } from './cause.ts';

export const lockOutsOfAccounts = {
  notEnrolled: {
    id: 'L6',
    title: 'not enrolled for one-time codes',
    explanation:
      'An account can log in now, and has no secret for one-time codes. Once sshd asks for a code, it cannot answer. Where it is the account that Keyturn itself logs in as, no later run reaches the host either. A host may also have accounts that it does not list, because a directory knows them.',
    response: 'refuses; warns of accounts that the host does not list',
    remedy:
      'Enrol the account (`enrol: {users: [ACCOUNT]}`) and hand its code out before codes are asked for, or exempt it (`exempt: {users: [ACCOUNT]}`) where a machine uses it.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
    raised: 'both',
  },
  noPassword: {
    id: 'L8',
    title: 'a password is asked for, and there is none',
    explanation:
      'The way in asks for a password, and the account has none: accounts of cloud images log in with keys only. A PAM service that asks for the password and the code locks all of them out.',
    response: 'refuses',
    remedy:
      'Let PAM ask for a code in place of the password (`pam: {policy: publickey+otp}`), or give the account a password first.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  noKey: {
    id: 'L9',
    title: 'no key that sshd takes',
    explanation:
      'The way in asks for a key. The account has none in the files that AuthorizedKeysFile names; or the files hold comments only, lines that were cut off, or options that sshd does not know; or sshd passes over them because others may write to them or to a folder above them (StrictModes). A key that only says whom to log in as instead, as cloud images give it to root, is none either.',
    response: 'refuses; warns of accounts that are enrolled and have no way in',
    remedy:
      'Give the account a key in a file that AuthorizedKeysFile names, owned by it and writable by it alone, and log in with the key before the plan is carried out. `ssh-keygen -lf FILE` shows the keys in a file.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
    raised: 'both',
  },
  manyConnections: {
    id: 'L19',
    title: 'tools that connect several times in a row',
    explanation:
      'A code is good for one login. Editors, rsync and scp in loops open one connection after another, and the second one needs the next code.',
    response: 'refuses as L20, where the log shows it',
    remedy:
      'Share one connection (ControlMaster and ControlPersist in ssh_config), and exempt accounts that only machines use.',
    raised: 'never',
  },
  machineLogins: {
    id: 'L20',
    title: 'machines log in to it',
    explanation:
      'Backups, deployments and monitoring log in by themselves and cannot type a code. The log of sshd shows logins in bursts or without a terminal to an account that would need a code from now on. Where there is no log, or no wtmp, this cannot be told.',
    response: 'refuses, or `--accept-breaking`; warns where there is no log',
    remedy:
      'Exempt the account (`exempt: {users: [ACCOUNT]}`). Better, give the machine an account of its own, limited to what it does, and exempt that one.',
    excuse: { flag: '--accept-breaking ACCOUNT', covers: 'every refusal' },
    raised: 'both',
  },
  clientWithoutPrompts: {
    id: 'L29',
    title: 'a client that cannot answer after a key',
    explanation:
      'Some clients and libraries do not go on with a prompt after the server has accepted a key as a part of the login. They fail where OpenSSH asks for the code.',
    response: 'nothing: no host shows it; try your clients',
    remedy: 'Try each client that people use on one host before the others follow.',
    raised: 'never',
    tested: 'none: no host can have it',
  },
  accountClosed: {
    id: 'L32',
    title: 'the account may not log in at all',
    explanation:
      'Key and code are right, and the login is refused all the same: the account or its password has expired, /etc/nologin exists, its shell is not in /etc/shells, or access.conf refuses it. It looks like a fault of the second factor.',
    response: 'refuses what it can see, else reverts',
    remedy:
      'See what the message names: `chage -l ACCOUNT`, /etc/nologin, /etc/shells, or the line of access.conf. Open the account again if it is meant to log in; leave it closed if not.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  enrolledBefore: {
    id: 'L33',
    title: 'an account that has enrolled before',
    explanation:
      'Enrolling an account anew writes another secret into its state file. The entry in the code app of its owner is worthless from then on.',
    response: 'never writes a state file that is there',
    remedy: 'Nothing: an account with a valid state file keeps it.',
    raised: 'never',
  },
} as const satisfies Causes;
