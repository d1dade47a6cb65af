// Makes a copy of a script in which a probe stands before every command. The probe counts, and kills at the chosen count: the
// whole process group dies without a chance to clean up, as in a power cut. Everything else about the copy is the script's.
//
// The shells' own traces would do without a copy, but in dash and busybox a prompt with a command substitution in it changes
// the exit status that `x=$(false) || …` sees.

/** The copy, without a definition of the probe: without one, the probes do nothing. */
export function instrument(script: string): string {
  const reader = { quote: '', heredoc: '', continued: false };
  return script
    .split('\n')
    .map((line) => {
      const inside = reader.quote !== '' || reader.heredoc !== '' || reader.continued;
      read(reader, line);
      if (inside || !startsCommand(line)) return line;
      const [, head = '', rest = ''] = /^(\s*(?:(?:[*['"][^()]*|[^\s()]+(?: \| [^\s()]+)*)\) )?)(.*)$/.exec(line) ?? [];
      // `&& probe &&` and `|| not-probe ||` leave the outcome of a list as it is.
      return `${head}\${kt_probe-:}; ${reader.quote === '' && reader.heredoc === '' ? probeLists(rest) : rest}`;
    })
    .join('\n');
}

/** Defines the probe: appends its count to `log`, and kills when the count is `at` for the `nth` time. A subshell counts on its own. */
export function probe(log: string, hits: string, at: number, nth: number): string {
  return [
    'kt_count=0 kt_probe=kt_step kt_not=kt_fail',
    'kt_step() {',
    '  kt_count=$((kt_count + 1))',
    `  echo "$kt_count" >>'${log}'`,
    `  if [ "$kt_count" = ${at} ]; then`,
    `    echo >>'${hits}'`,
    '    kt_seen=0',
    `    while read -r kt_line; do kt_seen=$((kt_seen + 1)); done <'${hits}'`,
    `    [ "$kt_seen" != ${nth} ] || kill -KILL 0`,
    '  fi',
    '}',
    'kt_fail() { kt_step; return 1; }',
    '',
  ].join('\n');
}

interface Reader {
  quote: string;
  heredoc: string;
  continued: boolean;
}

function startsCommand(line: string): boolean {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return false;
  // The command before is asked for its exit status here.
  if (text.includes('$?')) return false;
  // Reserved words that go on, ends, and heads of functions.
  if (/^(?:then|else|elif|fi|do|done|esac|;;|\{|\}|\)|\|\||&&|\|)/.test(text) || /^\S+\(\) \{/.test(text)) return false;
  // A pattern of `case` closes what it never opened; a command may follow it on the line.
  const pattern = /^(?:[*['"][^()]*|[^\s()]+(?: \| [^\s()]+)*)\)(\s.*)?$/.exec(text);
  return pattern === null || !/^\s*(?:;;)?$/.test(pattern[1] ?? '');
}

function probeLists(text: string): string {
  if (text.includes('\\ ') || /^(?:if|while|until|case|for)\b/.test(text)) return text;
  return text.replaceAll(' && ', ' && ${kt_probe-:} && ').replaceAll(' || ', ' || ${kt_not-false} || ');
}

/** Follows quotes, here-documents and continued lines, as far as our own scripts use them. */
function read(reader: Reader, line: string): void {
  if (reader.heredoc !== '') {
    if (line === reader.heredoc) reader.heredoc = '';
    return;
  }
  let previous = ' ';
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (reader.quote === '' && character === '#' && /\s/.test(previous)) break;
    if (character === '\\' && reader.quote !== "'") index += 1;
    else if (reader.quote === character) reader.quote = '';
    else if (reader.quote === '' && (character === "'" || character === '"')) reader.quote = character;
    previous = character;
  }
  const heredoc = /<<([A-Z]+)$/.exec(line);
  if (reader.quote === '' && heredoc !== null) reader.heredoc = heredoc[1] ?? '';
  reader.continued = reader.quote === '' && /(?:\\|\|\||&&|\|)$/.test(line.trimEnd());
}
