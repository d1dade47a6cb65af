// The lines that we give sshd, as a file of their own that is read first.
import { atLeast, type OpensshVersion } from '../../facts/openssh-version.ts';

/** Accounts and groups that go on logging in with a key alone. */
export interface Exempt {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What AuthenticationMethods holds for everybody, and for those who are exempt. */
export const methods = { otp: 'publickey,keyboard-interactive:pam', exempt: 'publickey' } as const;

const header = '# Managed by Keyturn: do not edit, `keyturn apply` writes it anew.';

/** Whether a text is one of ours. */
export function isOurs(text: string): boolean {
  return text.startsWith(header);
}

/** The global settings, in the order in which they are written. */
export function globalSettings(version: OpensshVersion): ReadonlyMap<string, string> {
  return new Map([
    ['KbdInteractiveAuthentication', 'yes'],
    // Up to 8.6 this is an option of its own, and without it keyboard-interactive lets nobody in (L2).
    ...(atLeast(version, 8, 7) ? [] : ([['ChallengeResponseAuthentication', 'yes']] as const)),
    ['UsePAM', 'yes'],
    ['PasswordAuthentication', 'no'],
    ['PubkeyAuthentication', 'yes'],
    ['AuthenticationMethods', methods.otp],
  ]);
}

/** The whole file. Match blocks come last: they end with the file, so that nothing after it is swallowed. */
export function dropInText(version: OpensshVersion, exempt: Exempt): string {
  const settings = [...globalSettings(version)].map(([keyword, value]) => `${keyword} ${value}`);
  return [header, '# A key and a one-time code for everybody.', ...settings, ...exemptLines(exempt), ''].join('\n');
}

function exemptLines({ users, groups }: Exempt): readonly string[] {
  const block = (kind: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`Match ${kind} ${names.join(',')}`, `    AuthenticationMethods ${methods.exempt}`];
  const blocks = [...block('User', users), ...block('Group', groups)];
  return blocks.length === 0 ? [] : ['# Exempt: a key alone.', ...blocks];
}
