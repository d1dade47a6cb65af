// Two factors that are reported and not enforced: an account that must use a key and a code gets in with less.
import type { Causes } from './cause.ts';

export const notEnforced = {
  pamDoesNotAsk: {
    id: 'N1',
    title: 'PAM is not told to ask for the code',
    explanation:
      'sshd asks PAM, and the PAM service of sshd asks for the password, as before: no line of it asks for a one-time code, or one asks for codes of secrets that are kept elsewhere.',
    response: 'writes the line; refuses a play that does not',
    remedy: 'Put the `pam` task beside the `sshd_config` task, with the same policy.',
  },
  noMethods: {
    id: 'N2',
    title: 'no AuthenticationMethods',
    explanation:
      'Without AuthenticationMethods, every method alone is enough: a key lets in, whatever PAM would have asked.',
    response: 'writes them',
    remedy: 'Let Keyturn write the lines (`sshd_config: {policy: publickey+otp}`).',
  },
  blankForComma: {
    id: 'N3',
    title: 'a blank in place of the comma',
    explanation:
      '"publickey keyboard-interactive" names two lists, each of which is enough. "publickey,keyboard-interactive" is one list that asks for both.',
    response: 'writes its own line, which is read first',
    remedy:
      'Let Keyturn write its line (`sshd_config: {policy: publickey+otp}`), which is read first; then write the comma in the line that is named. Without any such line a key alone is enough.',
  },
  weakerList: {
    id: 'N4',
    title: 'a list beside the right one',
    explanation:
      'AuthenticationMethods holds several lists, and one of them is enough. The right list beside a weaker one protects nobody.',
    response: 'refuses',
    remedy:
      'See who logs in by the weaker list (the log of sshd names the method), and exempt those who must. Then take that list out of the line, and leave the right one in it.',
  },
  nullok: {
    id: 'N5',
    title: 'nullok',
    explanation:
      'With "nullok" an account without a state file needs no code. Everybody who removes the own file is rid of the second factor.',
    response: 'refuses',
    remedy:
      'Enrol everybody who logs in, or exempt them; then take the word "nullok" out of the line that is named, and nothing else.',
  },
  codeNotRequired: {
    id: 'N6',
    title: 'a code that is not required',
    explanation:
      'The control of the line is "sufficient" or "optional", or names actions that come to the same: a wrong code does not refuse the login.',
    response: 'refuses',
    remedy: 'Write "required" for the control of the line that is named, as the plan shows it.',
  },
  pastTheCode: {
    id: 'N7',
    title: 'a line that leads past the code',
    explanation:
      'A line of the PAM service, or of a file that it includes, ends the stack before the code is asked for, or jumps over the line that asks.',
    response: 'refuses',
    remedy:
      'Exempt the accounts that the line is for (`exempt`), or write what the plan names in its place. A jump is counted in lines: to remove it, or a line behind it, changes who gets in. Files that other services include are not to be changed for it.',
  },
  otherLineWins: {
    id: 'N8',
    title: 'another line of sshd_config wins',
    explanation:
      'sshd takes the first value that it reads, and a Match block wins over what stands outside. A drop-in that is not included, or read later, does nothing; a Match block takes the code off those whom it is for.',
    response: 'writes its own line where it is read first; refuses where a Match block wins',
    remedy:
      'Give the line that is named the value that the plan writes, or exempt the accounts that it is for. To remove a line of a Match block gives its accounts what stands before it, which may let in nobody, or everybody.',
  },
  filesNotRead: {
    id: 'N9',
    title: 'sshd has not read its files',
    explanation:
      'The files say one thing, and a login has just shown another: sshd was not told to read them. What it will do once it does is not known.',
    response: 'refuses',
    remedy:
      'See what `sshd -T` says. Where that is right, reload sshd, keep a session open while you do, and run again.',
  },
  wrongExemption: {
    id: 'N10',
    title: 'an exemption that is too wide, or wrong',
    explanation:
      'Everybody is exempt, through a group that all are in; an account is enrolled and exempt at once; or a name is exempt that the host does not have, which the next account of that name would get.',
    response: 'refuses',
    remedy: 'Exempt only accounts that machines use, by name or through a group of their own, and correct the names.',
  },
  otherDaemon: {
    id: 'N11',
    title: 'a second sshd, or dropbear',
    explanation:
      'Another SSH daemon listens on the host, with a configuration of its own. By it somebody who must use a key and a code gets in with less, after the plan too, or what it lets in is not known.',
    response: 'warns; refuses where Keyturn comes in by it, or a reload would reach it',
    remedy: 'Stop it, or give it the same lines and reload it; else keep its port closed to others.',
    raised: 'both',
  },
  otherDoors: {
    id: 'N12',
    title: 'other doors: consoles, web administration, su',
    explanation:
      'A console, a web interface of the host or of its provider, and su from another account ask for no code of sshd.',
    response: 'nothing: it is about SSH',
    remedy: 'Know these doors, and protect them by their own means.',
    raised: 'never',
    tested: 'none: not SSH',
  },
  gracePeriod: {
    id: 'N13',
    title: 'a time in which no further code is asked for',
    explanation:
      'With "grace_period" the module asks for no code from an address from which a code was right lately. Others may come from that address too. A line LAST0 to LAST9 of a state file whose time is still to come has the same effect without the option.',
    response: 'refuses: the option as N18',
    remedy: 'Remove "grace_period" from the line, and such lines from the state file.',
  },
  sharedSecret: {
    id: 'N14',
    title: 'one secret on many hosts',
    explanation:
      'An account has the same secret on all hosts, so that its owner has one entry in the code app. Each host knows for itself which codes were used.',
    response: 'so by design: a code that was used on one host is good on another within its time',
    remedy: 'Keep a vault of its own for hosts on which that is too much, so that they have other secrets.',
    raised: 'never',
    tested: 'none: known and accepted',
  },
  leakedSecret: {
    id: 'N15',
    title: 'a secret in logs, in argv, in backups',
    explanation:
      'Anyone who reads a secret can make the same codes. Tools that print secrets, pass them as arguments or leave copies give them away.',
    response: 'keeps them on standard input and in the vault',
    remedy: 'Enrol an account anew whose secret may have been read, and remove the copies.',
    raised: 'never',
    tested: 'none: the leak searches of the other suites',
  },
  weakStateFile: {
    id: 'N16',
    title: 'codes that may be used again, guessed, or are taken for long',
    explanation:
      'Options of the state file decide how a code is taken: without DISALLOW_REUSE twice, without RATE_LIMIT as often as somebody guesses, with a wide WINDOW_SIZE for minutes.',
    response: 'warns; writes others itself',
    remedy:
      'Have the lines DISALLOW_REUSE, "RATE_LIMIT 3 30" and "WINDOW_SIZE 3" behind the first line of the state file, each with `" ` before it.',
    raised: 'warning',
  },
  ignoredLine: {
    id: 'N17',
    title: 'a line of a state file that the module ignores',
    explanation:
      'An option in a state file counts only with `" ` at the start of its line. A limit without the blank is none, and nothing says so.',
    response: 'refuses',
    remedy: 'Write the line with `" ` at its start.',
    excuse: { flag: '--allow-lockout ACCOUNT', covers: 'a predicted lock-out' },
  },
  weakeningOption: {
    id: 'N18',
    title: 'allow_readonly and its like',
    explanation:
      'allow_readonly takes a code twice where the file cannot be written; no_strict_owner and allowed_perm trust files that others may change; grace_period asks for no code for a time.',
    response: 'refuses',
    remedy: 'Remove the option, and correct what it was meant to get around.',
  },
  bothInOneHome: {
    id: 'N19',
    title: 'key and secret in one home: with the account both factors fall',
    explanation:
      'authorized_keys and the state file are in the home of the account. Somebody who already is that account can read one and write the other.',
    response: "so by design: google-authenticator's own place",
    remedy: 'Nothing on the host: both factors keep strangers out, not those who are in.',
    raised: 'never',
    tested: 'none: known and accepted',
  },
  otherModule: {
    id: 'N20',
    title: 'another module that lets people in when its server is away',
    explanation: 'Modules that ask a server (Duo, RADIUS) may be set to let people in while it does not answer.',
    response: 'refuses: a module that it does not know may say anything',
    remedy: 'Set the module to refuse without its server, or take its line out of the PAM service of sshd.',
    raised: 'never',
    tested: 'none: such modules are not in Debian; unit tests',
  },
} as const satisfies Causes;
