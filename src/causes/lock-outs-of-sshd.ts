// Lock-outs that begin in sshd: its configuration, how it is started, and what else writes its files.
import type { Causes } from './cause.ts';

export const lockOutsOfSshd = {
  methodsNotTaken: {
    id: 'L1',
    title: 'AuthenticationMethods that sshd does not take',
    explanation:
      'The lines of a how-to stand at the end of sshd_config, behind others that decide already, or "any" stands beside another list. sshd demands a method that is switched off, or refuses the whole configuration: it runs on what it has read, and does not start again.',
    response: 'refuses',
    remedy:
      'Remove the lines of the how-to, or correct the one that is named, until `sshd -t` says nothing. Do not restart sshd before. Keyturn writes its lines into a drop-in that is read first.',
  },
  oldNameOfPrompts: {
    id: 'L2',
    title: 'keyboard-interactive by a name that does not count',
    explanation:
      'Up to OpenSSH 8.6, ChallengeResponseAuthentication decides whether sshd asks for a code; KbdInteractiveAuthentication alone does not. With only the new name set, the method is off and no list of methods can be met.',
    response: 'writes the name that counts',
    remedy: 'Nothing: Keyturn writes the name that the release of sshd reads.',
    raised: 'never',
  },
  pamOff: {
    id: 'L3',
    title: 'UsePAM no',
    explanation:
      'sshd asks for the code through PAM. With "UsePAM no" the configuration is valid, and every login that needs a code fails.',
    response: 'writes `UsePAM yes`, which is read first',
    remedy: 'Nothing where Keyturn writes the lines. By hand: set "UsePAM yes" before the methods.',
    raised: 'never',
  },
  methodOff: {
    id: 'L4',
    title: 'a method that is switched off',
    explanation:
      'An account needs a method of authentication that sshd does not offer it: a line, often in a Match block, switches it off for that account only. `sshd -t` does not notice.',
    response: 'refuses',
    remedy: 'Remove the line that is named, or exempt the accounts that it is for.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  rootLimited: {
    id: 'L5',
    title: 'PermitRootLogin keeps root out',
    explanation:
      'With "PermitRootLogin prohibit-password", root may use a key and nothing else: sshd does not let it answer the prompt for a code. "no" keeps it out altogether.',
    response: 'refuses',
    remedy:
      'Exempt root by name, so that its key alone is enough, or log in as another account and use sudo. Make sure that the other account gets in before root loses its way in.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  penalties: {
    id: 'L21',
    title: 'penalties for wrong codes',
    explanation:
      'sshd (PerSourcePenalties, from 9.8 on) and fail2ban shut out an address from which logins fail, with everybody behind it.',
    response: 'tries wrong codes through `sshd -i` only',
    remedy:
      'Nothing for the sake of Keyturn, which tries wrong codes where no address counts. Put the addresses that administrators come from into PerSourcePenaltyExemptList.',
    raised: 'never',
  },
  fewTries: {
    id: 'L22',
    title: 'too few tries in one login',
    explanation:
      'MaxAuthTries is below 3. Each key that does not fit counts as a failure, and so does a wrong code: a person with several keys is disconnected before the prompt for the code.',
    response: 'warns',
    remedy: 'Set MaxAuthTries to 4 or more, and tell people with several keys to set IdentitiesOnly.',
    raised: 'warning',
  },
  littleTime: {
    id: 'L23',
    title: 'too little time for a login',
    explanation:
      'LoginGraceTime is below 45 s. In that time a person finds the phone, reads the code and types it, and waits for the next one where it was used just before.',
    response: 'warns',
    remedy: 'Set LoginGraceTime to 60 or more.',
    raised: 'warning',
  },
  brokenConfig: {
    id: 'L24',
    title: 'a configuration that sshd does not take',
    explanation:
      'sshd runs on what it read at its start. Its files are broken since: a restart, or a reboot, leaves the host without sshd.',
    response: 'refuses; never restarts',
    remedy: 'Correct the line that is named until `sshd -t` says nothing. Do not restart sshd before.',
  },
  brokenConfigBehindSocket: {
    id: 'L25',
    title: 'a broken configuration behind ssh.socket',
    explanation:
      'systemd starts sshd for a connection. With a configuration that sshd does not take the start fails, and after a few failures ssh.socket does not listen any more.',
    response: 'refuses',
    remedy:
      'Correct the line that is named until `sshd -t` says nothing. Where ssh.socket has failed: `systemctl reset-failed ssh.socket ssh.service`, then `systemctl start ssh.socket`.',
  },
  guestAgent: {
    id: 'L30',
    title: 'a guest agent that writes sshd_config anew',
    explanation:
      "Google's guest agent writes a block of its own into sshd_config and into the PAM service, with other methods, whenever OS Login is switched on or the agent starts.",
    response: 'refuses where the block is there; warns where the agent runs',
    remedy: "Use OS Login's own second factor, or keep OS Login off for the instance and for the project.",
    raised: 'both',
  },
  otherWriter: {
    id: 'L31',
    title: 'other software that writes the files',
    explanation:
      'A package manager at work may write files of sshd or PAM while they are changed. Configuration management, cloud-init and authselect write them anew later, without the lines of Keyturn: what is left may keep people out, or ask nobody for a code.',
    response: 'refuses while a package manager is at work; warns of the others',
    remedy:
      'Wait until the package manager is done, and run again. Change what writes the files (a role, a manifest, a profile) so that it leaves them alone, or writes the same.',
    tested: 'warnings.test.ts',
    raised: 'both',
  },
  notAllowed: {
    id: 'allow',
    title: "sshd's lists of accounts keep it out",
    explanation:
      'AllowUsers, DenyUsers, AllowGroups or DenyGroups refuse the account before sshd looks at a key or a code.',
    response: 'refuses',
    remedy: 'Add the account to the list, or a group of it, if it is meant to log in.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
    tested: 'access-sshd.test.ts, access-logins.test.ts',
  },
  lostFromElsewhere: {
    id: 'origin',
    title: 'a way in that is lost from some addresses',
    explanation:
      'The account gets in from where Keyturn comes from, before and after the plan. From another address, for which a rule of the configuration holds (Match Address, AllowUsers user@address), it gets in now and could not afterwards.',
    response: 'refuses',
    remedy: 'Enrol the account, exempt it, or correct the rule for that address.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
    tested: 'access-origins.test.ts',
  },
  cannotTell: {
    id: 'unknown',
    title: 'who gets in cannot be told',
    explanation:
      'The model depends on something that it does not see or does not know: a PAM module, a rule by address, a directory elsewhere, or a value for which `sshd -T` says something else than the files. What cannot be told counts as a lock-out, and as a code that is not asked for.',
    response: 'refuses',
    remedy:
      '`keyturn plan --explain ACCOUNT@HOST` shows the line that it hangs on. Make that line plainer, or become root (`become: yes`) where it could not be read.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
    tested: 'access-logins.test.ts',
  },
} as const satisfies Causes;
