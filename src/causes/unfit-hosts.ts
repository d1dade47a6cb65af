// Hosts that are not as a plan needs them: files that cannot be changed safely, and hosts that have changed since.
import type { Causes } from './cause.ts';

export const unfitHosts = {
  sshdFilesUnfit: {
    id: 'sshd-files',
    title: "sshd's files cannot be changed safely",
    explanation:
      'A file of sshd could not be read or is no text, the folder for drop-ins is missing, a file of the name that Keyturn writes was written by somebody else, the marks of Keyturn in a file are damaged, or the release of sshd is not known.',
    response: 'refuses',
    remedy:
      'Become root (`become: yes`) where a file could not be read. Else look at the file that is named, and correct it by hand.',
  },
  pamFileUnfit: {
    id: 'pam-file',
    title: 'the PAM file cannot be changed safely',
    explanation:
      'The PAM file of sshd is missing, could not be read, is no text, or is a link that other programs share: a code must never be asked for by sudo, su or cron.',
    response: 'refuses',
    remedy:
      'Where it is a link, put a copy of the file that it leads to in its place, which keeps its lines. Where it is missing, sshd asks the service `other`: make the file from what that one says. Keep a session open while you do, for sshd reads it at each login.',
  },
  pamStackUnfit: {
    id: 'pam-stack',
    title: 'a PAM service that does not work out',
    explanation:
      'The PAM service of sshd cannot be read to its end, refuses everybody, asks for the password more than once or not at all, or depends on a module whose answer is not known.',
    response: 'refuses',
    remedy:
      'Correct the line that is named, as the plan shows it where one edit is right. Keep a session open while you do, for sshd reads the file at each login.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  credentialsRefused: {
    id: 'pam-setcred',
    title: 'a PAM service that ends logins after the code',
    explanation:
      'After the code sshd calls pam_setcred, which runs the auth lines once more, and each module answers otherwise than before: pam_succeed_if, pam_access and their like say "ignore". Where no line says yes then, or one takes "ignore" for bad, sshd closes the connection of everybody who was asked for a code; a login with a key alone goes on.',
    response: 'refuses',
    remedy:
      'Make a line say yes that does so in pam_setcred as well: `success=ok` in the brackets of the code line. In the brackets of a line that takes "ignore" for bad, write `ignore=ignore` before `default`.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  pamBlockDamaged: {
    id: 'pam-block',
    title: "Keyturn's block in the PAM file is damaged",
    explanation:
      'The marks of Keyturn in the PAM file are not in pairs, or a line between them was changed: what stood there before cannot be restored.',
    response: 'refuses',
    remedy: 'Correct the file by hand until no line of Keyturn is left in it, and run again.',
  },
  otherPamService: {
    id: 'pam-service',
    title: 'sshd asks another PAM service',
    explanation:
      'PAMServiceName, from OpenSSH 9.8 on, makes sshd ask another PAM service than the one that asks for the code.',
    response: 'refuses',
    remedy: 'Remove the line, so that sshd asks its own service.',
  },
  sharedPam: {
    id: 'pam-shared',
    title: "sshd's PAM file serves something else too",
    explanation:
      'Another SSH daemon asks the same PAM service, or the file of another service includes it: its users would be asked for a code where they type a password today, and an account that is not enrolled could not log in there any more.',
    response: 'refuses',
    remedy:
      'Give the other daemon or service a PAM file of its own with the lines that it uses today. A daemon asks another service by PAMServiceName from OpenSSH 9.8 on, and before when its program is started by another name (a link to sshd).',
  },
  unwritable: {
    id: 'unwritable',
    title: 'a file that even root cannot change',
    explanation:
      'A file that the plan changes, or the folder it is in, lies on a file system that is mounted read-only, or has an attribute (chattr) that keeps everybody from changing it. Nothing is installed for the sake of a change that cannot follow.',
    response: 'refuses, before anything is installed',
    remedy:
      'Find out who wanted it so: an image that is not to be changed in place, or a hardening role, would undo the change or refuse it again. Else make the place writable, and run again.',
  },
  deniedLogin: {
    id: 'contradicted',
    title: 'a login that the model denies',
    explanation:
      "The host's log holds a login by a way that its files deny, after the last change of anything that decides. So the host lets in by something that Keyturn does not see: a PAM module that is not what its name says, keys from elsewhere, a changed sshd. What a change of its files would do there is not known.",
    response: 'refuses',
    remedy:
      'Find out how the account got in: `LogLevel VERBOSE` makes sshd log every step, and the package manager says whether sshd and the PAM modules are those that it installed. A log that others can write to may hold lines that sshd did not write.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
    tested: 'warnings.test.ts',
  },
  packagesUnknown: {
    id: 'packages',
    title: 'the package manager does not answer',
    explanation: 'Which packages are installed cannot be told, so that nothing can be installed.',
    response: 'refuses',
    remedy: 'See that the package manager of the distribution works on the host.',
  },
  drift: {
    id: 'drift',
    title: 'the host has changed since',
    explanation:
      'A saved plan was made for a host that was otherwise, or a file that a run wrote has been changed since by somebody else.',
    response: 'refuses',
    remedy:
      'See what has changed, and by whom. Then make a plan anew; a finished run that cannot be rolled back any more is taken back with a playbook.',
  },
  noSnapshot: {
    id: 'no-snapshot',
    title: 'the snapshots of the run are gone, or damaged',
    explanation:
      'A rollback restores what stood on the host before the run. Hosts keep the snapshots of the last three runs.',
    response: 'refuses',
    remedy: 'Take the change back with a playbook (`policy: publickey`).',
  },
} as const satisfies Causes;
