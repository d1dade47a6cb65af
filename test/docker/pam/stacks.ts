// PAM services as people write them, for accounts of every kind.

/** A service's own file, and files of its own that it includes, by name. Two-factor.md's policies and the usual mistakes. */
export interface WrittenStack {
  readonly title: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

const code = 'auth required pam_google_authenticator.so noskewadj';
const account = '@include common-account';
const redHat = {
  'password-auth': `auth required pam_env.so
auth required pam_faildelay.so delay=0
auth sufficient pam_unix.so nodelay nullok try_first_pass
auth requisite pam_succeed_if.so uid >= 1000 quiet_success
auth required pam_deny.so
account required pam_unix.so
account sufficient pam_localuser.so
account sufficient pam_succeed_if.so uid < 1000 quiet
account required pam_permit.so
`,
} as const;

function stack(title: string, ...lines: readonly string[]): WrittenStack {
  return { title, text: lines.map((line) => `${line}\n`).join('') };
}

const debian: readonly WrittenStack[] = [
  stack('as installed', '@include common-auth', 'account required pam_nologin.so', account),
  stack('a code in place of the password', code, 'account required pam_nologin.so', account),
  stack('nullok and a permit', `${code} nullok`, 'auth required pam_permit.so', account),
  stack('nullok alone', `${code} nullok`, account),
  stack('password, then code', '@include common-auth', code, account),
  stack('code, then password', code, '@include common-auth', account),
  stack('password, then code unless there is none', '@include common-auth', `${code} nullok`, account),
  stack('code unless there is none, then password', `${code} nullok`, '@include common-auth', account),
];

const weak: readonly WrittenStack[] = [
  stack('a sufficient code before the password', code.replace('required', 'sufficient'), '@include common-auth'),
  stack('a sufficient code alone', code.replace('required', 'sufficient'), account),
  stack('a sufficient password before the code', 'auth sufficient pam_unix.so nodelay', code, account),
  stack('an optional code behind the password', '@include common-auth', code.replace('required', 'optional')),
  stack('an optional code alone', code.replace('required', 'optional'), account),
  stack('a code that ends the stack', code.replace('required', '[success=done default=die]'), '@include common-auth'),
  stack(
    'a code that jumps',
    code.replace('required', '[success=1 default=ignore]'),
    'auth requisite pam_deny.so',
    'auth required pam_permit.so',
  ),
  stack('a module with a mistake in its option', `${code} nullock`, account),
  stack('a carriage return behind the option', `${code}\r`, account),
];

const special: readonly WrittenStack[] = [
  stack('one prompt for both', `${code} forward_pass`, 'auth required pam_unix.so use_first_pass nodelay', account),
  stack('the code behind the password in one word', 'auth optional pam_unix.so nodelay', `${code} use_first_pass`),
  stack(
    'an exempt group',
    'auth [success=1 default=ignore] pam_succeed_if.so quiet user ingroup staff',
    code,
    'auth required pam_permit.so',
    account,
  ),
  stack('exempt by name', 'auth sufficient pam_succeed_if.so quiet user in full:none', code, account),
  stack('a module that is not there', '-auth required pam_not_there.so', code, account),
  stack(
    'a module that is not there, optional',
    '-auth optional pam_not_there.so',
    code,
    'account required pam_unix.so',
  ),
  stack('a shell that counts', 'auth required pam_shells.so', code, 'account required pam_shells.so', account),
  stack('only root by tty', 'auth requisite pam_securetty.so', '@include common-auth', account),
  stack(
    'counted failures',
    'auth required pam_faillock.so preauth deny=1000 nodelay',
    code,
    'account required pam_faillock.so',
    account,
  ),
  stack('nobody', 'auth required pam_deny.so', 'account required pam_deny.so'),
  stack('an account part that only ignores', code, 'account required pam_nologin.so'),
  stack('passwords that do not expire', code, 'account required pam_unix.so no_pass_expiry'),
  stack('no account part', code),
];

const redHats: readonly WrittenStack[] = [
  {
    ...stack('Red Hat, substack', 'auth substack password-auth', code, 'account include password-auth'),
    files: redHat,
  },
  { ...stack('Red Hat, include', 'auth include password-auth', code, 'account include password-auth'), files: redHat },
  {
    ...stack('Red Hat, code first', code, 'auth substack password-auth', 'account substack password-auth'),
    files: redHat,
  },
];

/** All of them. */
export const writtenStacks: readonly WrittenStack[] = [...debian, ...weak, ...special, ...redHats];
