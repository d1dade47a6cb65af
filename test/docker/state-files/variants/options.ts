// Options below, at and above each bound, without arguments, with too many, twice, and misspelt.
import { counted, stepped, timeBased, type Variant } from '../variant.ts';

const long = '99999999999999999999999';

const limits = [
  ...['3 30', '1 30', '0 30', '-1 30', '100 30', '101 30', '3 1', '3 0', '3 3600', '3 3601', '3 -30'],
  ...[
    '',
    '3',
    '3 ',
    '3 30 ',
    '3 30\t',
    '3 30\r',
    '3 30 x',
    '3 30x',
    '3x 30',
    '3,30',
    'three 30',
    '0x3 30',
    '3\t30',
    '3  30',
  ],
  ...[
    '+3 +30',
    '03 030',
    '3 30 1500000000',
    '3 30 1500000000 ',
    '3 30 4000000000',
    '3 30 -5',
    '3 30 1500000000,1500000001',
  ],
  ...[`3 30 ${long}`, `${long} 30`, `3 ${long}`, '4294967299 30', '3 30 # three at a time'],
].map((value) => timeBased(`RATE_LIMIT ${value}`, `" RATE_LIMIT ${value}`));

const windows = [
  ...[
    '0',
    '1',
    '2',
    '3',
    '17',
    '100',
    '101',
    '-1',
    '+3',
    '03',
    '',
    'abc',
    '3x',
    '3 ',
    '3 steps',
    '3,',
    '3\t',
    '3.5',
    '4294967299',
  ],
  long,
].map((value) => timeBased(`WINDOW_SIZE ${value}`, `" WINDOW_SIZE ${value}`));

const steps = [
  ...[1, 2, 10, 29, 30, 31, 59, 60].map((step) => stepped(step, `STEP_SIZE ${step}`, `" STEP_SIZE ${step}`)),
  ...['0', '61', '90', '-30', '', 'abc', '30s', '30 ', '30 seconds', long].map((value) =>
    stepped(30, `STEP_SIZE ${value}`, `" STEP_SIZE ${value}`),
  ),
];

const reuse = [
  ...[
    '',
    ' ',
    '50000000',
    '50000000 ',
    '50000000 50000001',
    '50000000  50000001',
    '-5',
    '+5',
    'abc',
    '50000000x',
    '50000000,50000001',
  ],
  ...['50000000 abc', '90000000', long, 'yes'],
].map((value) => timeBased(`DISALLOW_REUSE ${value}`, `" DISALLOW_REUSE ${value}`));

const skews = [
  ...['0', '1', '-1', '2', '-2', '20', '', 'abc', '1x', '+1', '-1 -1', `-${long}`, long].map((value) =>
    timeBased(`TIME_SKEW ${value}`, `" TIME_SKEW ${value}`),
  ),
  ...['1 1', '1 -1', '2 1', '2 -1', '2 -2', '4 1', '4 2', '4 -2', '17 8', '17 9', '17 -8', '17 -9'].map((pair) => {
    const [size, skew] = pair.split(' ');
    return timeBased(`WINDOW_SIZE ${size}, TIME_SKEW ${skew}`, `" WINDOW_SIZE ${size}`, `" TIME_SKEW ${skew}`);
  }),
  ...['', '59000000+1', '59000000+1 junk', 'junk'].map((value) =>
    timeBased(`RESETTING_TIME_SKEW ${value}`, `" RESETTING_TIME_SKEW ${value}`),
  ),
];

const counters = [
  ...[1, 2, 5, 2_000_000_000].map((value) => counted(value, `HOTP_COUNTER ${value}`, `" HOTP_COUNTER ${value}`)),
  ...['0', '-1', '', 'x', 'abc 5'].map((value) => counted(1, `HOTP_COUNTER ${value}`, `" HOTP_COUNTER ${value}`)),
  ...['5 6', '5x', ' 5', '+5'].map((value) => counted(5, `HOTP_COUNTER ${value}`, `" HOTP_COUNTER ${value}`)),
  counted(5, 'HOTP_COUNTER, WINDOW_SIZE 0', '" HOTP_COUNTER 5', '" WINDOW_SIZE 0'),
  counted(5, 'HOTP_COUNTER, WINDOW_SIZE 1', '" HOTP_COUNTER 5', '" WINDOW_SIZE 1'),
  counted(5, 'HOTP_COUNTER, RATE_LIMIT 3', '" HOTP_COUNTER 5', '" RATE_LIMIT 3'),
  counted(5, 'HOTP_COUNTER, STEP_SIZE 90', '" HOTP_COUNTER 5', '" STEP_SIZE 90'),
  counted(5, 'HOTP_COUNTER, DISALLOW_REUSE abc', '" HOTP_COUNTER 5', '" DISALLOW_REUSE abc'),
  counted(5, 'HOTP_COUNTER, TIME_SKEW 20', '" HOTP_COUNTER 5', '" TIME_SKEW 20'),
  counted(5, 'two HOTP_COUNTERs', '" HOTP_COUNTER 5', '" HOTP_COUNTER 500'),
  { ...timeBased('TOTP_AUTH and HOTP_COUNTER 0', '" HOTP_COUNTER 0') },
  { ...timeBased('TOTP_AUTH and HOTP_COUNTER without a number', '" HOTP_COUNTER') },
  { ...timeBased('TOTP_AUTH and HOTP_COUNTER 2', '" HOTP_COUNTER 2'), either: true } as const,
];

const repeated = [
  timeBased('two RATE_LIMITs, the second wrong', '" RATE_LIMIT 3 30', '" RATE_LIMIT 0 0'),
  timeBased('two RATE_LIMITs, the first wrong', '" RATE_LIMIT 0 0', '" RATE_LIMIT 3 30'),
  timeBased('two WINDOW_SIZEs, the second wrong', '" WINDOW_SIZE 3', '" WINDOW_SIZE 0'),
  timeBased('two WINDOW_SIZEs, the first wrong', '" WINDOW_SIZE 0', '" WINDOW_SIZE 3'),
  timeBased('two DISALLOW_REUSEs, the second wrong', '" DISALLOW_REUSE', '" DISALLOW_REUSE x'),
  timeBased('TOTP_AUTH twice', '" TOTP_AUTH'),
];

const misspelt = [
  ...[
    '"RATE_LIMIT 0 0',
    '"  RATE_LIMIT 0 0',
    '" rate_limit 0 0',
    '" RATE_LIMIT=0 0',
    ' " RATE_LIMIT 0 0',
    '"\tRATE_LIMIT 0 0',
  ],
  ...["' RATE_LIMIT 0 0", '# RATE_LIMIT 0 0', 'RATE_LIMIT 0 0', '" WINDOW_SIZES 0', '" NOT_AN_OPTION 0', '"', '" '],
].map((line) => timeBased(`the line ${line}`, line));

const lasts = [
  timeBased('LAST0 of another host', '" LAST0 192.0.2.9 1500000000'),
  timeBased('LAST0 without an address', '" LAST0'),
];

/** All of them. */
export const options: readonly Variant[] = [
  ...[limits, windows, steps, reuse, skews, counters, repeated, misspelt, lasts].flat(),
];
