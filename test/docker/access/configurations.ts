// Configurations of sshd for the differential: what a combination of factors means in lines, in one file or in several.
import type { Combination, Draw, Factors } from './pairs.ts';

/** What is varied. Every pair of values occurs. */
export const factors = {
  match: [
    'none',
    'user',
    'group',
    'address',
    'address-list',
    'address-wildcard',
    'address-6',
    'host',
    'local-address',
    'local-port',
    'rdomain',
    'invalid-user',
    'all',
    'user-and-address',
    'group-and-port',
  ],
  include: ['none', 'first', 'last', 'within-match', 'with-match', 'nested', 'two-files'],
  policy: [
    'methods',
    'password',
    'kbdint',
    'kbdint-older',
    'rarer',
    'pubkey',
    'root',
    'keys-file',
    'keys-command',
    'pam',
    'allow-users',
    'deny-users',
    'allow-groups',
    'deny-groups',
  ],
  release: ['11', '12', '13'],
} as const satisfies Factors;

/** `invalid-user` is new in 9.9, and no line that may not stand in a Match block stands in one: sshd would refuse them. */
export function isPossible({ match, release }: Combination): boolean {
  return match !== 'invalid-user' || release === undefined || release === '13';
}

/** Files by path; the first one is the main file. */
export type Files = readonly (readonly [path: string, text: string])[];

/** The files of a configuration below a directory. */
export function configuration(combination: Combination, directory: string, draw: Draw): Files {
  const { match = '', include = '', policy = '', release = '' } = combination;
  // 9.2 refuses "any" behind other methods, and only here are lines written in the order in which they are read.
  const context: Context = { draw, release, mayBeAny: release !== '12' || include === 'none' };
  const top = lines(context, policy, 'global');
  const kinds = match === 'none' ? [] : [match, ...Array.from({ length: draw(3) }, () => pick(draw, simpleKinds))];
  const blocks = kinds.map((kind, index) => [
    matchLine(kind, context),
    ...lines(context, index === 0 ? policy : pick(draw, factors.policy), kind === 'all' ? 'all' : 'block'),
  ]);
  const tail = draw(4) === 0 ? ['Match all', ...lines(context, policy, 'all')] : [];
  return arranged(include, directory, [top, ...blocks, tail]);
}

interface Context {
  readonly draw: Draw;
  readonly release: string;
  /** Whether "AuthenticationMethods any" may be next. */
  mayBeAny: boolean;
}

const simpleKinds = factors.match.slice(1, 11);

/** What sshd insists on: somebody to run a command, and a key where AuthenticationMethods must be possible for everybody. */
function insisted(text: string): readonly string[] {
  const methods = /AuthenticationMethods/i.test(text) ? ['PubkeyAuthentication yes'] : [];
  return ['AuthorizedKeysCommandUser nobody', ...methods];
}

/** `all` is both: what stands below `Match all`. */
type Place = 'global' | 'block' | 'all';

function lines(context: Context, policy: string, place: Place): readonly string[] {
  const { draw } = context;
  const written = Array.from({ length: 1 + draw(2) }, () => settingLine(context, policy, place));
  const another = draw(3) === 0 ? [settingLine(context, pick(draw, factors.policy), place)] : [];
  return [...written, ...another].map((line) => styled(line, draw)).filter((line) => line !== '');
}

const flag = ['yes', 'no'] as const;
const users = [
  'alice',
  'bob',
  'root',
  '*',
  'ali*',
  '?ob',
  'a,b',
  '!bob',
  'alice@10.0.0.0/8',
  '*@desk.example.com',
  'bob@!10.1.2.3,*',
];
const groups = ['alice', 'crew', 'ops', 'st*', 'root', '!crew'];
const methods = [
  'publickey',
  'publickey,keyboard-interactive',
  'publickey,keyboard-interactive:pam',
  'publickey,password publickey,keyboard-interactive',
  'keyboard-interactive',
  'password',
  'publickey,publickey',
];

function settingLine(context: Context, policy: string, place: Place): string {
  const { draw, release } = context;
  const some = (values: readonly string[]): string =>
    Array.from({ length: 1 + draw(3) }, () => pick(draw, values)).join(' ');
  switch (policy) {
    case 'methods':
      return methodsLine(context, place);
    case 'password':
      return `PasswordAuthentication ${pick(draw, flag)}`;
    case 'kbdint':
      return `KbdInteractiveAuthentication ${pick(draw, flag)}`;
    case 'kbdint-older':
      // Up to 8.6 of the whole server; the other name is as old, and ignored there.
      if (release === '11') return place === 'block' ? '' : `ChallengeResponseAuthentication ${pick(draw, flag)}`;
      return `${pick(draw, ['ChallengeResponseAuthentication', 'SkeyAuthentication'])} ${pick(draw, flag)}`;
    case 'rarer':
      return `${pick(draw, ['HostbasedAuthentication', 'GSSAPIAuthentication'])} ${pick(draw, flag)}`;
    case 'pubkey':
      return `PubkeyAuthentication ${pick(draw, flag)}`;
    case 'root':
      return `PermitRootLogin ${pick(draw, ['yes', 'no', 'prohibit-password', 'without-password', 'forced-commands-only'])}`;
    case 'keys-file':
      return `AuthorizedKeysFile ${pick(draw, ['.ssh/authorized_keys', 'none', '/etc/keys/%u .ssh/authorized_keys'])}`;
    case 'keys-command':
      return `AuthorizedKeysCommand ${pick(draw, ['none', '/usr/bin/keys %u'])}`;
    case 'pam':
      return place === 'block' ? '' : `UsePAM ${pick(draw, flag)}`;
    case 'allow-users':
      return `AllowUsers ${some(users)}`;
    case 'deny-users':
      return `DenyUsers ${some(users)}`;
    case 'allow-groups':
      return `AllowGroups ${some(groups)}`;
    default:
      return `DenyGroups ${some(groups)}`;
  }
}

function methodsLine(context: Context, place: Place): string {
  const { draw, mayBeAny, release } = context;
  if (release === '12') context.mayBeAny = false;
  if (mayBeAny && draw(4) === 0) return 'AuthenticationMethods any';
  return `AuthenticationMethods ${place === 'block' ? '' : 'publickey '}${pick(draw, methods)}`;
}

function matchLine(kind: string, { draw, release }: Context): string {
  const one = (values: readonly string[]): string => pick(draw, values);
  const user = (): string => `User ${one(['alice', 'bob,root', '*,!bob', 'ali?e', '!alice', 'backup-bot,alice'])}`;
  const group = (): string => `Group ${one(['crew', 'ops,root', '*,!crew', 'st*', 'nobody-has-it'])}`;
  const port = (): string => `LocalPort ${one(['22', '2222'])}`;
  const address = (): string =>
    `Address ${one(['10.0.0.0/8', '10.1.2.3', '10.1.2.0/24', '0.0.0.0/0', '192.0.2.0/24', '10.1.515'])}`;
  switch (kind) {
    case 'user':
      return one([`Match ${user()}`, 'Match User=alice', ...(release === '13' ? [] : ['Match User = alice'])]);
    case 'group':
      return `Match ${group()}`;
    case 'address':
      return `Match ${address()}`;
    case 'address-list':
      return `Match Address ${one(['*,!10.1.2.3', '10.0.0.0/8,!10.1.0.0/16', '!10.1.2.3,10.*', '127.0.0.1,203.0.113.0/24'])}`;
    case 'address-wildcard':
      return `Match Address ${one(['10.1.*', '*', '203.0.113.?', '10.?.2.3', '2001:*'])}`;
    case 'address-6':
      return `Match Address ${one(['2001:db8::/32', '::/0', '2001:db8::5', '2001:db8::5/128,!2001:db8::/64'])}`;
    case 'host':
      return `Match Host ${one(['*.example.com', 'desk.example.com', 'DESK.example.com', '*,!desk.*', '10.1.2.3', 'localhost'])}`;
    case 'local-address':
      return `Match LocalAddress ${one(['192.168.0.1', '10.0.0.0/8', '*', '!10.0.0.1,*'])}`;
    case 'local-port':
      return `Match ${port()}`;
    case 'rdomain':
      return `Match RDomain ${one(['blue', '*', 'r*,!red'])}`;
    case 'invalid-user':
      return 'Match invalid-user';
    case 'all':
      return 'Match all';
    case 'user-and-address':
      return `Match ${user()} ${address()}`;
    default:
      return `Match ${group()} ${port()}`;
  }
}

/** The same line in another of the ways to write it. */
function styled(line: string, draw: Draw): string {
  const [keyword = '', ...rest] = line.split(' ');
  if (rest.length === 0) return line;
  const value = rest.join(' ');
  switch (draw(8)) {
    case 0:
      return `  ${keyword.toLowerCase()}\t${value}`;
    case 1:
      return `${keyword}=${value}`;
    case 2:
      return `${keyword.toUpperCase()} = ${value}  `;
    case 3:
      return rest.length === 1 && keyword !== 'AuthorizedKeysCommand' ? `${keyword} "${value}"` : line;
    case 4:
      return keyword === 'AuthorizedKeysCommand' ? line : `${line} # a comment`;
    default:
      return line;
  }
}

/** Sections (what is global, then Match blocks) in the files in which they stand. */
function arranged(include: string, directory: string, sections: readonly (readonly string[])[]): Files {
  const [top = [], first = [], ...others] = sections;
  const path = (name: string): string => `${directory}/${name}`;
  const text = (...parts: readonly (readonly string[])[]): string => `${parts.flat().join('\n')}\n`;
  const main = (...parts: readonly (readonly string[])[]): readonly [string, string] => [
    path('main'),
    text(insisted(text(...sections)), ...parts),
  ];
  switch (include) {
    case 'first':
      return [main([`Include ${path('a.conf')}`], top, ...others), [path('a.conf'), text(first)]];
    case 'last':
      return [
        withoutGlobals(main(first, ...others, [`Include ${path('*.conf')}`])),
        withoutGlobals([path('a.conf'), text(top)]),
      ];
    case 'within-match':
      return [main(top, first, [`Include ${path('a.conf')}`]), withoutGlobals([path('a.conf'), text(...others)])];
    case 'with-match':
      return [main([`Include ${path('a.conf')}`], top), [path('a.conf'), text(first, ...others)]];
    case 'nested':
      return [
        main([`Include ${path('a.conf')}`], ...others),
        [path('a.conf'), text(top, [`Include ${path('b.conf')}`])],
        [path('b.conf'), text(first)],
      ];
    case 'two-files':
      return [
        main([`Include ${path('*.conf')} ${path('none-of-it*')}`], ...others),
        [path('b.conf'), text(first)],
        [path('a.conf'), text(top)],
      ];
    default:
      return [main(top, first, ...others)];
  }
}

/** An Include behind a Match line stands in its block, where nothing may stand that is of the whole server. */
function withoutGlobals([path, text]: readonly [string, string]): readonly [string, string] {
  const kept = text.split('\n').filter((line) => !/^\s*(?:usepam|challengeresponse)/i.test(line));
  return [path, kept.join('\n')];
}

/** One of some values. */
export function pick<T>(draw: Draw, values: readonly T[]): T {
  const value = values[draw(values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}
