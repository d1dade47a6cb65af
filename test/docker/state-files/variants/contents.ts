// Line ends, order, length and the secret itself.
import { counted, file, secret, timeBased, timed, verbatim, type Variant } from '../variant.ts';

const usual = [secret, '" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', timed, '12345678', '23456789'];
const whole = file(...usual);

const layout = [
  verbatim('as google-authenticator writes it', whole),
  verbatim('lines with carriage returns', whole.replaceAll('\n', '\r\n')),
  verbatim('carriage returns alone', whole.replaceAll('\n', '\r')),
  verbatim('two carriage returns a line', whole.replaceAll('\n', '\r\r\n')),
  verbatim('no newline at the end', whole.trimEnd()),
  verbatim('blank lines between', whole.replaceAll('\n', '\n\n')),
  verbatim('blank lines at the end', `${whole}\n\n`),
  verbatim('blanks at the ends of lines', whole.replaceAll('\n', ' \n')),
  verbatim('recovery codes first', file(secret, '12345678', '23456789', timed, '" RATE_LIMIT 3 30')),
  verbatim('a note between', file(secret, 'my notes', timed, '12345678')),
  verbatim('an option first', file(timed, secret)),
  verbatim('a blank line first', `\n${whole}`),
  verbatim('a note first', `# my file\n${whole}`),
  verbatim('a byte order mark first', `\uFEFF${whole}`),
  verbatim('nothing', ''),
  verbatim('a newline', '\n'),
  verbatim('the secret alone', `${secret}\n`),
  verbatim('the secret without a newline', secret),
  verbatim('the word alone, without a newline', `${secret}\n${timed}`),
  verbatim('a zero byte in a line', file(secret, 'a\0b', timed)),
  verbatim('a zero byte at the end', `${whole}\0`),
  verbatim('a carriage return within a line', file(secret, 'x\r" WINDOW_SIZE 0', timed)),
  verbatim('no ASCII in a note', file(secret, 'Schlüssel für später', timed)),
  timeBased('no ASCII in an option', '" RATE_LIMIT 3 30 für alle'),
  timeBased('no ASCII in an option that is read less closely', '" WINDOW_SIZE 3 für alle'),
  timeBased('many notes', ...Array.from({ length: 400 }, (_, index) => `note ${index}`)),
  timeBased('a long note', 'x'.repeat(4000)),
  timeBased('a long comment', `" ${'x'.repeat(4000)}`),
  timeBased(
    'a long list of steps',
    `" DISALLOW_REUSE ${Array.from({ length: 150 }, (_, i) => 50_000_000 + i).join(' ')}`,
  ),
  timeBased(
    'a long list of times',
    `" RATE_LIMIT 3 30 ${Array.from({ length: 150 }, (_, i) => 1_500_000_000 + i).join(' ')}`,
  ),
  verbatim('64 KiB', `${whole}${'x'.repeat(65_536 - whole.length)}`),
  verbatim('64 KiB and a byte', `${whole}${'x'.repeat(65_537 - whole.length)}`),
];

const counting = [
  verbatim('neither kind of code', file(secret, '" RATE_LIMIT 3 30', '12345678')),
  verbatim('TOTP_AUTH with an argument', file(secret, `${timed} yes`)),
  verbatim('TOTP_AUTH with letters behind it', file(secret, `${timed}ENTICATION`)),
  verbatim('TOTP_AUTH within a line', file(secret, `# ${timed}`)),
  verbatim('TOTP_AUTH behind another option', file(secret, `" WINDOW_SIZE 3 ${timed}`)),
  verbatim('TOTP_AUTH without a blank', file(secret, '"TOTP_AUTH')),
  verbatim('TOTP_AUTH with two blanks', file(secret, '"  TOTP_AUTH')),
  verbatim('TOTP_AUTH with a tab', file(secret, '"\tTOTP_AUTH')),
  verbatim('TOTP_AUTH without quotes', file(secret, 'TOTP_AUTH')),
  verbatim('totp_auth', file(secret, '" totp_auth')),
  counted(7, 'HOTP_COUNTER without a blank', '"HOTP_COUNTER 7'),
  counted(7, 'HOTP_COUNTER as google-authenticator writes it', '" WINDOW_SIZE 3', '" HOTP_COUNTER 7', '12345678'),
];

const secrets = [
  ...[1, 2, 3, 8, 15, 16, 26, 32, 52, 103, 104, 200].map((length) => [
    `${length} characters`,
    'QW4XJ7N2'.repeat(25).slice(0, length),
  ]),
  ...[
    ['lower case', secret.toLowerCase()],
    ['mixed case', `Jb${secret.slice(2)}`],
    ['groups with blanks', 'JBSW Y3DP EHPK 3PXP'],
    ['groups with dashes', 'JBSW-Y3DP-EHPK-3PXP'],
    ['a tab and blanks around', ` \t${secret} `],
    ['the digits 0, 1 and 8', `${secret}018`],
    ['the digit 9', `${secret}9`],
    ['padding', `${secret}======`],
    ['an underscore', `JBSW_${secret}`],
    ['a letter that is no ASCII', `${secret}é`],
    ['quotes around', `"${secret}"`],
    ['a note behind', `${secret} (phone)`],
    ['a word behind', `${secret} phone`],
    ['dashes alone', '----------------'],
    ['a link', `otpauth://totp/alice?secret=${secret}`],
  ],
].map(([title, first = '']) => verbatim(`secret: ${title}`, file(first, timed)));

/** All of them. */
export const contents: readonly Variant[] = [...layout, ...counting, ...secrets];
