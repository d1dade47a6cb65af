// Lock-outs in which a code is asked for and no code is taken: the PAM module, state files, the clock.
import type { Causes } from './cause.ts';

export const lockOutsOfCodes = {
  nullokAlone: {
    id: 'L7',
    title: 'nullok, and no line that says yes',
    explanation:
      'With "nullok" the module has no opinion on an account without a state file. Where no other line of the PAM service says yes, PAM refuses: the option that was meant to let such accounts in locks them out.',
    response: 'refuses',
    remedy:
      'Enrol everybody who logs in, then take the option "nullok" off the line that is named, and leave the rest of the line as it is.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  moduleMissing: {
    id: 'L10',
    title: 'a PAM module that is missing, or is none',
    explanation:
      'The PAM service names a module that is not installed, is of another architecture, or is damaged. PAM refuses every login that reaches the line.',
    response: 'refuses, at the rehearsal where only a login shows it',
    remedy: 'Install the package of the module before the line is written; a `package` task in the same play does.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  stateFileNotTaken: {
    id: 'L11',
    title: 'a state file that the module does not take',
    explanation:
      'The state file with the secret is no regular file, has a mode beyond 0600, or does not hold what the module wants: RATE_LIMIT from 1 to 100 in 1 to 3600 s, WINDOW_SIZE from 1 to 100, STEP_SIZE from 1 to 60, one kind of code. The module then refuses every code.',
    response: 'refuses',
    remedy:
      'Correct the mode (`chmod 0400`, as the account), or the line that the message names. Where the contents are damaged, move the file away and enrol the account anew; its code app must be set up again.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
  },
  selinux: {
    id: 'L12',
    title: 'SELinux keeps the module from writing',
    explanation:
      'The module writes the state file anew with every code. In a home, SELinux may deny that to sshd, and the code is refused.',
    response: 'a rehearsal runs in another domain and may not see it: not covered',
    remedy: 'Look for denials of sshd (`ausearch -m AVC -c sshd`), and keep secrets where sshd may write.',
    raised: 'never',
    tested: 'none: needs a kernel with SELinux',
  },
  homeOutOfReach: {
    id: 'L13',
    title: 'a home that the module does not get into, or cannot write',
    explanation:
      'The state file is in the home of the account, and the home is missing, belongs to another account, is encrypted until its owner has logged in, or lies behind a folder that only a further group of the account leads to: the module has its first group alone. With RATE_LIMIT, DISALLOW_REUSE or a counter the module also writes the file anew with each code, which it cannot in an SFTP jail.',
    response: 'refuses, at the rehearsal where only a login shows it',
    remedy:
      'Create the home, owned by its account, where its first group gets to it. Leave the owner of an SFTP jail as it is: exempt the account, or give it a home beside the jail. Become root (`become: yes`) where the state file could not be looked at. Exempt accounts whose home is opened by the login itself.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
  },
  noRoom: {
    id: 'L14',
    title: 'a file system that is full or read-only',
    explanation:
      'With RATE_LIMIT, DISALLOW_REUSE or a counter the module writes the state file anew with every code. Where it cannot, because the file system of the home is full or read-only, it refuses the code.',
    response: 'refuses',
    remedy: 'Make room, or make the file system writable. Watch the free space of homes from then on.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
  },
  clockWrong: {
    id: 'L15',
    title: 'a clock that is wrong',
    explanation:
      'Codes follow from the time. Beyond 30 s between the clock of the host and that of the phone, right codes are refused.',
    response: 'refuses beyond 30 s',
    remedy:
      'Set the clock of the host, and keep it right with chrony or systemd-timesyncd. Do so before anybody is enrolled.',
  },
  learnedSkew: {
    id: 'L16',
    title: 'a learned TIME_SKEW',
    explanation:
      'The module has learned from earlier logins that clocks differ, and adds the difference to the time. When the clock is set right, codes of the right time are refused.',
    response: 'refuses',
    remedy: 'Once the clocks are right, remove the lines TIME_SKEW and RESETTING_TIME_SKEW from the state file.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
  },
  counterAtZero: {
    id: 'L17',
    title: 'a counter that begins at 0',
    explanation:
      'The state file has a HOTP_COUNTER below 1, which the module does not take for a counter: it refuses every code.',
    response: 'refuses',
    remedy:
      'Move the state file away and enrol the account anew; its code app must be set up again. Counters begin at 1.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
  },
  rateLimitUsedUp: {
    id: 'L18',
    title: 'RATE_LIMIT used up by strangers',
    explanation:
      'Where PAM asks for the code before anything else is shown, strangers who type wrong codes use up the tries of an account, and its owner is refused as well.',
    response: 'asks for the key first',
    remedy: 'Ask for the key before the code, as Keyturn does. The limit lets up by itself after its time.',
    raised: 'never',
  },
  leftBehindFile: {
    id: 'L26',
    title: 'a file that a dead google-authenticator has left',
    explanation:
      'The program google-authenticator writes a file beside the state file first, and does not begin where one is there already, left by a run that was killed.',
    response: 'writes state files itself',
    remedy:
      'Nothing for Keyturn. By hand: remove the file beside the state file that has its name and a `~`, when no such program runs any more.',
    raised: 'never',
  },
  unknownOption: {
    id: 'L27',
    title: 'an option that the module does not know',
    explanation:
      'A misspelt option, or one of a later release, makes the module refuse every code, whatever the rest of the line says.',
    response: 'refuses',
    remedy: 'Correct or remove the option; see the manual of the release that is installed.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  jumpLeadsElsewhere: {
    id: 'L28',
    title: 'a jump of the PAM service that leads elsewhere',
    explanation:
      'A control such as [success=2] jumps over as many lines. Once a line has been added or removed between them, the jump ends at another line than the one that was meant.',
    response: 'refuses; exempts by sshd, not by PAM',
    remedy: 'Count the lines again and correct the number, or replace the jump by an exemption in sshd_config.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  otherSecret: {
    id: 'other-secret',
    title: 'a host that keeps another secret than the vault',
    explanation:
      'The state file was made by hand, or by another vault: codes of the entry that was handed out are refused there. A rehearsal does not see it, since it tries a copy with a decoy secret.',
    response: 'warns; calls the account predicted, not rehearsed; verify fails where it should log in with a code',
    remedy:
      "Ask whether the person's app has the entry of that host: then leave it. Else move the state file away, and enrol the account again: it gets the secret of the vault.",
    raised: 'warning',
    tested: 'verify.test.ts',
  },
  stateFileOwner: {
    id: 'L34',
    title: 'a state file that belongs to another account',
    explanation:
      'The program google-authenticator was run as root, or the file was copied: it belongs to another account than the one whose codes it is for, and the module refuses every code.',
    response: 'refuses',
    remedy:
      "Give the file to its account (`chown -h`), where it is known to be that account's secret; else move it away and enrol the account anew.",
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'every refusal' },
  },
} as const satisfies Causes;
