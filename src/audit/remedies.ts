// Playbook tasks and lines that several rules name as the way to put things right.
import { debian } from '../distros/debian.ts';
import type { Distro, Layout } from '../distros/distro.ts';
import { pamFolders } from '../facts/probe/pam-walk.ts';
import { isSecretPath } from '../formats/pam-config.ts';
import { placeOptions } from '../formats/state-file.ts';
import { quote } from '../shell/quote.ts';
import type { Remediation } from './rule.ts';

/** What demands a key and a code of everybody who is not exempt, and switches passwords off. */
export const wantBothFactors = 'sshd_config:\n  policy: publickey+otp';

/** What enrols an account that has no valid state file; a file that is wrong is to be moved away first. */
export const enrolUser = 'enrol:\n  users: [USER]';

/** What makes PAM ask sshd's users for a code, and nobody else's. */
export const wantCode = 'pam:\n  policy: publickey+otp';

/** A line of PAM that asks for a code; options follow. */
export const codeRule = 'auth required pam_google_authenticator.so';

/** The state file of the user of a finding, for commands. */
export const stateFileOf = ({ stateFile }: Layout): string => `/home/USER/${stateFile}`;

/** Lines that are others on each family; where no host is at hand, those of one of them stand for all. */
export function linesByFamily(lines: (family: Distro) => string): Pick<Remediation, 'lines' | 'linesOn'> {
  return { lines: lines(debian), linesOn: lines };
}

/** What lets a task enrol an account anew. */
export const moveAway = linesByFamily((family) => {
  const file = stateFileOf(family);
  const [until, then] = ['USER cannot log in until the task has run', 'once USER has logged in with the new code'];
  return `$ mv ${file} ${file}.old # ${until}: not for Keyturn's own account\n$ rm ${file}.old # ${then}`;
});

/** The line of PAM that asks for a code, as Keyturn writes it. */
export const codeLine = linesByFamily(
  ({ pamService, pamPasswordLine, stateFile }) =>
    `# ${pamFolders[0]}/${pamService}, in the place of ${pamPasswordLine}\n${[codeRule, ...placeOptions(stateFile)].join(' ')}`,
);

/**
 * What replaces a line with these options: one that finds secrets where that one does. Nothing where the plain line does, and the rule's
 * own remediation holds. `more` are options that the new line is to have besides.
 */
export function codeLineFor(args: readonly string[], more = ''): { readonly fix?: string } {
  const kept = args.filter(
    (arg) => arg.startsWith('user=') || (arg.startsWith('secret=') && isSecretPath(arg.slice(7))),
  );
  if (kept.length === 0) return {};
  const words = kept.map((arg) => (/[ \t[]/.test(arg) ? `[${arg}]` : arg));
  return { fix: [codeRule, ...words, more].join(' ').trim() };
}

/**
 * A line for a shell, with words from the host that it takes for what they are. Nothing where one of them holds what does not stand in
 * one line, or what a terminal would not show.
 */
export function shellLine(command: string, ...words: readonly string[]): { readonly fix?: string } {
  if (words.some((word) => /[\0-\x1f\x7f]/.test(word))) return {};
  return { fix: `$ ${command} ${words.map(quote).join(' ')}` };
}
