// Makes a copy of a script in which a probe stands before every command, with the name of its place. What a probe does is defined
// elsewhere (probe.ts); without a definition it does nothing. Everything else about the copy is the script's.
//
// The shells' own traces would do without a copy, but in dash and busybox a prompt with a command substitution in it changes
// the exit status that `x=$(false) || …` sees.

/** The copy. `name` is what its places are called by: `apply.sh:12`, and `apply.sh:12.1` for the next command of that line. */
export function instrument(name: string, script: string): string {
  const reader = { quote: '', heredoc: '', continued: false };
  return script
    .split('\n')
    .map((line, index) => {
      const inside = reader.quote !== '' || reader.heredoc !== '' || reader.continued;
      read(reader, line);
      if (inside || !startsCommand(line)) return line;
      const [, head = '', rest = ''] = /^(\s*(?:(?:[*['"][^()]*|[^\s()]+(?: \| [^\s()]+)*)\) )?)(.*)$/.exec(line) ?? [];
      const place = `${name}:${index + 1}`;
      const isWhole = reader.quote === '' && reader.heredoc === '';
      return `${head}\${kt_probe-:} ${place}; ${isWhole ? probeLists(rest, place) : rest}`;
    })
    .join('\n');
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

function probeLists(text: string, place: string): string {
  if (text.includes('\\ ') || /^(?:if|while|until|case|for)\b/.test(text)) return text;
  let count = 0;
  // `&& probe &&` and `|| not-probe ||` leave the outcome of a list as it is.
  return text.replaceAll(/ (&&|\|\|) /g, (_, operator: string) => {
    count += 1;
    const probe = operator === '&&' ? '${kt_probe-:}' : '${kt_not-false}';
    return ` ${operator} ${probe} ${place}.${count} ${operator} `;
  });
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
