// The lines that we give sshd, as a file of their own that is read first.
import { exemptMethods, type Enforced } from './enforced.ts';

/** Accounts and groups that go on logging in with a key alone. */
export interface Exempt {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

const header = '# Managed by Keyturn: do not edit, `keyturn apply` writes it anew.';

/** Whether a text is one of ours. */
export function isOurs(text: string): boolean {
  return text.startsWith(header);
}

/** The whole file. Match blocks come last: they end with the file, so that nothing after it is swallowed. */
export function dropInText({ demands, settings }: Enforced, exempt: Exempt): string {
  const comment = `# ${demands.charAt(0).toUpperCase()}${demands.slice(1)} for everybody.`;
  const lines = settings.map(({ keyword, value }) => `${keyword} ${value}`);
  return [header, comment, ...lines, ...exemptLines(exempt), ''].join('\n');
}

function exemptLines({ users, groups }: Exempt): readonly string[] {
  const block = (kind: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`Match ${kind} ${names.join(',')}`, `    AuthenticationMethods ${exemptMethods}`];
  const blocks = [...block('User', users), ...block('Group', groups)];
  return blocks.length === 0 ? [] : ['# Exempt: a key alone.', ...blocks];
}
