// How a script travels: on the standard input of a shell that a constant command starts. Nothing is written to the host, nothing but
// constants is on a command line, and none of it runs before all of it has arrived.
import { quote } from './quote.ts';
import { Secret } from './secret.ts';

/** What to feed a shell, and the shell's command line: constant text that sh, bash, zsh, ksh, csh, tcsh and fish read alike. */
export interface ScriptInput {
  readonly shell: string;
  readonly stdin: string;
}

/** `$1` and so on of a script. */
export type ScriptArgument = string | Secret;

/** What a script printed between its markers. */
export interface ScriptOutput {
  readonly started: boolean;
  /** Whether the end marker came, and came last. The script prints it itself only after it ended with status 0. */
  readonly ended: boolean;
  readonly text: string;
}

// A shell that reads its script with `-s` may read ahead, so a stream behind the script would be lost. This one takes the script with
// `read`, which takes no byte too many: a line that is the terminator, the script, the terminator again. A script that was cut is not run.
// No newline, single quote, backslash or exclamation mark: csh and fish read those differently, even between quotes.
const readThenRun =
  'n=$(echo;echo x);n=${n%x};s=;IFS= read -r e;while IFS= read -r l;do case $l in "$e")eval "$s";exit;;esac;s=$s$l$n;done;exit 70';

const readAll = '/bin/sh -s';
const readToTerminator = `/bin/sh -c '${readThenRun}'`;

// The tools of administrators are where an ordinary account's PATH often does not look, and their words are read in one language.
const environment = 'PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C; export PATH LC_ALL';

/**
 * The input for a script that needs nothing on its standard input: that is empty. `nonce` is at least 128 bits in hex, of this exec
 * only. Throws a TypeError on NUL, which no shell can hold.
 */
export function scriptInput(text: string, args: readonly ScriptArgument[], nonce: string): ScriptInput {
  // One compound command: a shell reads it to its end before it runs any of it.
  return { shell: readAll, stdin: `{\n${framed(text, args, nonce)}} </dev/null\n` };
}

/**
 * The input for a script whose streams are handed out: it finds on its standard input what is sent after `stdin`, and what it prints
 * ends without a marker.
 */
export function scriptInputForStream(text: string, args: readonly ScriptArgument[], nonce: string): ScriptInput {
  return { shell: readToTerminator, stdin: `${nonce}\n${framed(text, args, nonce, [])}${nonce}\n` };
}

// `set -e` inside the script must work, so the subshell is no part of a condition.
function framed(text: string, args: readonly ScriptArgument[], nonce: string, atEnd = endMarker(nonce)): string {
  if (text.includes('\0')) throw new TypeError('a script cannot hold NUL');
  return [
    environment,
    `printf '\\n%s begin\\n' ${nonce}`,
    '(',
    ['set', '--', ...args.map((arg) => quote(arg instanceof Secret ? arg.reveal() : arg))].join(' '),
    text,
    ')',
    'keyturn_status=$?',
    ...atEnd,
    'exit "$keyturn_status"',
    '',
  ].join('\n');
}

function endMarker(nonce: string): readonly string[] {
  return [`case $keyturn_status in 0) printf '\\n%s end\\n' ${nonce};; esac`];
}

/** Takes the markers off. What a login shell printed before the script began is left out. */
export function readScriptOutput(stdout: string, nonce: string): ScriptOutput {
  const begin = beginMarker(nonce);
  const end = `\n${nonce} end\n`;
  const at = stdout.indexOf(begin);
  if (at < 0) return { started: false, ended: false, text: stdout };
  const text = stdout.slice(at + begin.length);
  return text.endsWith(end)
    ? { started: true, ended: true, text: text.slice(0, -end.length) }
    : { started: true, ended: false, text };
}

/** What a script prints before anything else. */
export function beginMarker(nonce: string): string {
  return `\n${nonce} begin\n`;
}
