// What hostile hosts may send: escape sequences of every family, bidi and invisible characters, alone, truncated and mixed.

const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((char) =>
  /\p{Cc}/u.test(char),
);
const invisible = [
  ...range(0x200b, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2060, 0x206f),
  ...range(0xfff9, 0xfffb),
  ...range(0xe0000, 0xe007f),
  ...range(0xfe00, 0xfe0f),
  ...[0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x3164, 0xfeff, 0xffa0].map((code) => String.fromCodePoint(code)),
  '\ud800',
  '\udfff',
];
const sequences = [
  '\x1b[31m',
  '\x1b[2J\x1b[H',
  '\x1b[1A\x1b[2K',
  '\x1b[?25l',
  '\x1b[?1049h',
  '\x1b[6n',
  '\x1b[8m',
  '\x1b]0;owned\x07',
  '\x1b]0;owned\x1b\\',
  '\x1b]8;;http://evil.example\x07click\x1b]8;;\x07',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]1337;File=inline=1:AAAA\x07',
  '\x1bP+q544e\x1b\\',
  '\x1b_payload\x1b\\',
  '\x1b^payload\x1b\\',
  '\x1bX payload\x1b\\',
  '\x1bc',
  '\x1b#8',
  '\x1b(0',
  '\x9b31m',
  '\x9d0;owned\x9c',
  '\x90q\x9c',
  '\x85',
  '\x08\x08\x08\x08safe',
  'ok\r\x1b[Kchanged',
  'a\x00b',
  'evil\u202etxt.exe',
  '\u2066\u2067\u2068\u2069',
  '%s%n%d',
  '\x1b',
  '\x1b[',
  '\x1b]',
];

/** 2,000 payloads and more, always the same. */
export const payloads: readonly string[] = [
  ...controls,
  ...invisible,
  ...sequences,
  ...pairs([...sequences, ...controls.slice(0, 8)], [...invisible.slice(0, 20), ...controls]),
].map((payload) => `web${payload}1`);

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
}

function pairs(left: readonly string[], right: readonly string[]): string[] {
  return left.flatMap((a) => right.map((b) => `${a}x${b}`));
}

/** What must never come out of a renderer: controls but newline and tab, separators, bidi and invisible characters, half characters. */
export const forbidden = new RegExp(
  [
    '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f]',
    '[\\u00ad\\u061c\\u115f\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164]',
    '[\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb]',
    '[\\u{e0000}-\\u{e007f}]',
    '\\u034f',
    '\\p{Surrogate}',
  ].join('|'),
  'u',
);

/** The colour escapes that our own styles write. */
export const ownColours = /\x1b\[(?:1|2|22|31|32|33|35|36|39)m/g;
