// time.conf(5) as pam_time reads it: read_field(), logic_field() and check_time() in pam_time.c.

/** A rule: whom it is about, and when they may log in. `unclear`: releases differ in what they make of it. */
export interface TimeRule {
  readonly line: number;
  readonly services: string;
  readonly terminals: string;
  readonly users: string;
  readonly times: string;
  readonly unclear: boolean;
}

interface Field {
  readonly text: string;
  readonly end: 'field' | 'line' | 'file';
  readonly line: number;
  readonly long: boolean;
}

// PAM_TIME_BUFLEN: what does not fit is passed over.
const longest = 999;

/** The rules of a file, in order; the module passes over lines that are none. */
export function parseTimeConf(text: string): readonly TimeRule[] {
  const fields = fieldsOf(text);
  const rules: TimeRule[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const services = fields[at];
    if (services === undefined || services.text === '' || services.end !== 'field') continue;
    const [terminals, users, times] = fields.slice(at + 1, at + 4);
    const broken = [terminals, users].findIndex((field) => field?.end !== 'field');
    if (broken !== -1) {
      at += broken + 1;
      continue;
    }
    at += 3;
    if (terminals === undefined || users === undefined || times === undefined || times.end === 'field') continue;
    const unclear = times.end === 'file' || [services, terminals, users, times].some(({ long }) => long);
    rules.push({
      ...{ line: services.line, services: services.text, terminals: terminals.text, users: users.text },
      ...{ times: times.text, unclear },
    });
  }
  return rules;
}

/** Texts up to a `;` or the end of a line, without comments and superfluous blanks; a line may go on behind a backslash. */
function fieldsOf(text: string): readonly Field[] {
  const fields: Field[] = [];
  let [found, isComment, afterBlank, line, start, long] = ['', false, true, 1, 1, 0];
  const close = (end: Field['end']): void => {
    fields.push({ text: found.replace(/ +$/, ''), end, line: start, long: long > longest });
    [found, isComment, afterBlank, long] = ['', end === 'line' ? false : isComment, true, 0];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\n') {
      close('line');
      line += 1;
      start = line;
      continue;
    }
    if (isComment) continue;
    long += 1;
    if (char === ';') {
      close('field');
      start = line;
    } else if (char === '#') {
      isComment = true;
    } else if (char === ' ' || char === '\t') {
      if (!afterBlank) found += ' ';
      afterBlank = true;
    } else if (char === '\\' && text.charAt(at + 1) === '\n') {
      at += 1;
      line += 1;
    } else {
      found += char;
      afterBlank = char === '!';
    }
  }
  if (found !== '' || long > 0) close('file');
  return fields;
}

/** Whether a field with `!`, `&` and `|` takes what its words are asked about. A `!` counts for the word behind it, in releases from 1.4 on. */
export function takesField(field: string, agrees: (word: string) => boolean): boolean {
  const tokens = field.match(/[A-Za-z0-9*_./:-]+|[&|!]/g) ?? [];
  let takes = false;
  let isNegated = false;
  let operator = '|';
  let wantsWord = true;
  for (const token of tokens) {
    const isOperator = token === '&' || token === '|';
    if (wantsWord && token === '!') {
      isNegated = !isNegated;
    } else if (wantsWord && !isOperator) {
      const right = isNegated !== agrees(token);
      takes = operator === '&' ? takes && right : takes || right;
      isNegated = false;
      wantsWord = false;
    } else if (!wantsWord && isOperator) {
      operator = token;
      wantsWord = true;
    } else {
      return false;
    }
  }
  return takes;
}

/** is_same(): a word that may hold one `*`. */
export function isSameName(name: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === name;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return name.startsWith(head) && (tail === '' || name.endsWith(tail));
}

const days: Readonly<Record<string, number>> = {
  ...{ su: 1, mo: 2, tu: 4, we: 8, th: 16, fr: 32, sa: 64 },
  ...{ wk: 62, wd: 65, al: 127 },
};

/** Whether a word for days and times holds at a minute of a day (0 is Sunday; 1830 is half past six). */
export function holdsAt(word: string, day: number, minute: number): boolean {
  const [, letters = '', from = '', to] = /^([A-Za-z]*)(\d{0,4})(?:-(\d{0,4}))?/.exec(word) ?? [];
  let marked = 0;
  for (let at = 0; at < letters.length; at += 2) {
    const bit = days[letters.slice(at, at + 2).toLowerCase()];
    if (bit === undefined) return false;
    marked ^= bit;
  }
  if (marked === 0) return false;
  // What is no time is any.
  if (to?.length !== 4) return true;
  const [begin, end, today] = [Number(from), Number(to), 1 << day];
  if (begin < end) return (today & marked) !== 0 && minute >= begin && minute < end;
  if ((today & marked) !== 0 && minute >= begin) return true;
  const next = ((marked << 1) | (marked & 64 ? 1 : 0)) & 127;
  return (today & next) !== 0 && minute <= end;
}
