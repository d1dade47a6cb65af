// keyturn(1), in the macros of man(7).
import type { DescribedCommand } from './command-tree.ts';

/** The manual page. `epoch` dates it. */
export function manPage(commands: readonly DescribedCommand[], version: string, epoch: number): string {
  const [program, ...rest] = commands;
  if (program === undefined) throw new Error('there are no commands');
  const date = new Date(epoch * 1000).toISOString().slice(0, 10);
  return `.TH KEYTURN 1 "${date}" "keyturn ${escape(version)}" "User Commands"
.SH NAME
keyturn \\- two\\-factor SSH for inventories of hosts
.SH SYNOPSIS
.B keyturn
.I command
[\\fIoptions\\fR]
.SH DESCRIPTION
${line(program.description)}
.PP
\\fBkeyturn init\\fR \\fIdir\\fR makes a folder to start from; its README has the first steps.
.SH COMMANDS
${rest.map(section).join('')}.SH FILES
.TP
.I ~/.config/keyturn/identity.txt
The private key that decrypts a vault, unless \\fB\\-\\-identity\\fR names another.
.TP
.I ~/.local/state/keyturn/runs/
The journals of runs, for \\fBkeyturn resume\\fR and \\fBkeyturn rollback\\fR.
.SH SEE ALSO
.BR ssh (1),
.BR sshd_config (5),
.BR pam (7),
.BR age (1)
`;
}

function section(command: DescribedCommand): string {
  const terms = [
    ...command.arguments.map(({ term, description }) => ({ term, description })),
    ...command.options.filter(({ names }) => !names.includes('--help')),
  ];
  const described = terms.map(({ term, description }) => `.TP\n\\fB${escape(term)}\\fR\n${line(description)}\n`);
  return `.SS ${escape(command.usage)}\n${line(command.description)}\n${described.join('')}`;
}

/** Text that stands on a line of its own, where a point or a quote at its start would be a macro. */
function line(text: string): string {
  return escape(text.replace(/\s+/g, ' ').trim()).replace(/^(?=[.'])/, '\\&');
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}
