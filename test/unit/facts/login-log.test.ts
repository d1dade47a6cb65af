// The program that reduces logs to a line per account and address, under every awk that hosts have.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { reduceLogins } from '../../../src/facts/probe/login-log.ts';

const awks = [['mawk'], ['busybox', 'awk']] as const;
const now = '1795329600 2026-11-22T07:20:00+0100 ,4711,17,';
// A login of our own, without which a log counts as dead.
const ours = 'Nov 22 07:19:58 h sshd[1]: Accepted publickey for admin from 192.0.2.9 port 1 ssh2: ED25519 SHA256:x';
const oursReduced = 'source admin 192.0.2.9 publickey 1 0 0 0 2026-11-22T07:19';

function reduce(
  awk: readonly string[],
  log: readonly string[],
  terminals: readonly string[] = [],
  head = now,
): readonly string[] {
  const [program = '', ...rest] = awk;
  const input = [head, '-- terminals', ...terminals, '-- log', ...log, ''].join('\n');
  const { stdout, stderr } = spawnSync(program, [...rest, reduceLogins], { input, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((line) => line !== '');
}

function accepted(stamp: string, account: string, program = 'sshd', from = '10.0.0.5'): string {
  return `${stamp} h ${program}[12]: Accepted publickey for ${account} from ${from} port 22 ssh2: ED25519 SHA256:x`;
}

const wtmp = (...records: readonly string[]): readonly string[] => [
  ...records,
  'reboot   system boot  0.0.0.0          2026-11-20T06:30:05+01:00   still running',
  '',
  'wtmp begins 2026-11-20T00:00:00+01:00',
];

/** Lines of the log, of wtmp, and what is made of both besides our own login. */
const cases: Readonly<Record<string, readonly [readonly string[], readonly string[], readonly string[]]>> = {
  'old stamps': [
    [accepted('Nov 21 03:00:01', 'bot'), accepted('Nov  9 03:00:01', 'bot')],
    [],
    ['source bot 10.0.0.5 publickey 2 0 0 0 2026-11-09T03:00'],
  ],
  'stamps of RFC 3339, and the program that OpenSSH 9.8 has for sessions': [
    [accepted('2026-11-22T03:00:01.123456+01:00', 'bot', 'sshd-session')],
    [],
    ['source bot 10.0.0.5 publickey 1 0 0 0 2026-11-22T03:00'],
  ],
  'lines with facility and level, as busybox writes them': [
    [accepted('Nov 22 03:00:01', 'bot').replace(' h ', ' h auth.info ')],
    [],
    ['source bot 10.0.0.5 publickey 1 0 0 0 2026-11-22T03:00'],
  ],
  'nothing that is older than two weeks, also of the year before': [
    [accepted('Nov  7 03:00:01', 'bot'), accepted('Dec 24 03:00:01', 'bot'), accepted('2025-11-22T03:00:01Z', 'bot')],
    [],
    [],
  ],
  'bursts, each login in one of them': [
    ['01', '10', '31', '35', '40', '50', '58'].map((second) => accepted(`Nov 22 06:00:${second}`, 'bot')),
    [],
    ['source bot 10.0.0.5 publickey 7 2 0 0 2026-11-22T06:00'],
  ],
  'no burst of two, nor of three that take longer': [
    ['01', '16', '32'].map((second) => accepted(`Nov 22 06:00:${second}`, 'bot')),
    [],
    ['source bot 10.0.0.5 publickey 3 0 0 0 2026-11-22T06:00'],
  ],
  'terminals, one for each login, and none from before wtmp begins': [
    [
      accepted('Nov 19 06:30:01', 'alice'),
      accepted('Nov 21 06:30:01', 'alice'),
      accepted('Nov 21 06:30:02', 'alice'),
      accepted('2026-11-22T05:30:59Z', 'alice'),
    ],
    wtmp(
      'alice    pts/0        10.0.0.5         2026-11-21T06:30:05+01:00   still logged in',
      'alice    pts/0        10.0.0.5         2026-11-22T06:31:02+01:00   still logged in',
      'alice    pts/0        10.0.0.6         2026-11-22T06:31:02+01:00   still logged in',
    ),
    ['source alice 10.0.0.5 publickey 4 0 2 1 2026-11-22T05:30'],
  ],
  'no line that only looks like a login': [
    [
      'Nov 22 06:00:00 h sshd[1]: Invalid user Accepted publickey for root from 6.6.6.6 port 1 ssh2 from 10.0.0.5 port 2',
      'Nov 22 06:00:00 h sshd[1]: Failed password for invalid user x sshd[2]: Accepted password for root from 6.6.6.6 port 1 ssh2 from 10.0.0.5 port 2 ssh2',
      'Nov 22 06:00:00 h sudo[1]: Accepted publickey for root from 6.6.6.6 port 1 ssh2',
      'Nov 22 06:00:00 h sshd[1]: Accepted publickey for a b from 6.6.6.6 port 1 ssh2',
      'Nov 22 06:00:00 h sshd[1]: Accepted publickey for alice from UNKNOWN port 65535 ssh2',
      'Nov 22 06:00:00 h sshd[1]: Accepted publickey for alice from 127.107.20.7 port 40000 ssh2',
      'Nov 22 06:00:00 h sshd[1]: Accepted publickey for $(id) from 6.6.6.6 port 1 ssh2',
      'Foo 22 06:00:00 h sshd[1]: Accepted publickey for alice from 6.6.6.6 port 1 ssh2',
      '-- terminals',
      'eve pts/0 10.0.0.5 x',
    ],
    [],
    [],
  ],
};

/** Noon of the day, UTC, and how far the time on the wall may be off. */
const noon = 1_795_348_800;
const noonHead = (slack: number): string => `${noon} 2026-11-22T13:00:00+0100 ,4711, H.example ${slack}`;
const atNoon = '2026-11-22T12:59:58+01:00 h sshd[1]: Accepted publickey for admin from 192.0.2.9 port 1 ssh2';
const noonAccepted = `accepted admin 192.0.2.9 publickey ${noon - 2}`;

/** Lines of the log before our own login, and the logins of which the last time is told. */
const acceptedCases: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  'each method for itself, the last time of each': [
    [
      accepted('2026-11-22T10:00:00+01:00', 'bob'),
      accepted('2026-11-22T10:00:00Z', 'bob'),
      accepted('2026-11-22T12:00:00+01:00', 'bob').replace('publickey', 'keyboard-interactive/pam'),
      accepted('2026-11-22T12:00:01+01:00', 'bob', 'sshd', '10.0.0.6'),
    ],
    [
      `accepted bob 10.0.0.5 publickey ${noon - 7200}`,
      `accepted bob 10.0.0.5 keyboard-interactive/pam ${noon - 3600}`,
      `accepted bob 10.0.0.6 publickey ${noon - 3599}`,
    ],
  ],
  'by the wall, an hour early where the clocks may have been changed': [
    [accepted('Nov 22 12:00:00', 'bob'), accepted('Nov 22 12:30:00', 'carol').replace(' h ', ' h auth.info ')],
    [
      `accepted bob 10.0.0.5 publickey ${noon - 3600 - 3600}`,
      `accepted carol 10.0.0.5 publickey ${noon - 1800 - 3600}`,
    ],
  ],
  'none of another host': [
    [
      accepted('2026-11-22T12:00:00+01:00', 'bob').replace(' h ', ' i '),
      accepted('2026-11-22T12:00:00+01:00', 'carol').replace(' h ', ' H.elsewhere '),
    ],
    [`accepted carol 10.0.0.5 publickey ${noon - 3600}`],
  ],
  'none from before a clock that was set back by more than a minute': [
    [accepted('2026-11-22T12:01:01+01:00', 'bob'), accepted('2026-11-22T12:00:00+01:00', 'carol')],
    [`accepted carol 10.0.0.5 publickey ${noon - 3600}`],
  ],
  'those that came in another order within a minute': [
    [accepted('2026-11-22T12:01:00+01:00', 'bob'), accepted('2026-11-22T12:00:00+01:00', 'carol')],
    [`accepted bob 10.0.0.5 publickey ${noon - 3540}`, `accepted carol 10.0.0.5 publickey ${noon - 3600}`],
  ],
};

describe('the reduction of logs', () => {
  for (const awk of awks) {
    for (const [what, [log, terminals, expected]] of Object.entries(cases)) {
      it(`takes ${what} (${awk.join(' ')})`, () => {
        const sources = reduce(awk, [ours, ...log], terminals).filter((line) => line.startsWith('source '));
        const known = terminals.length > 0 ? oursReduced.replace('1 0 0 0', '1 0 0 1') : oursReduced;
        assert.deepEqual(sources, [known, ...expected]);
      });
    }

    for (const [what, [log, expected]] of Object.entries(acceptedCases)) {
      it(`tells when logins were: ${what} (${awk.join(' ')})`, () => {
        const lines = reduce(awk, [...log, atNoon], [], noonHead(3600)).filter((line) => line.startsWith('accepted '));
        assert.deepEqual(lines, [...expected, noonAccepted]);
      });
    }

    it(`tells no times by a clock that is ahead by more than a minute, and of 600 logins at most (${awk.join(' ')})`, () => {
      const told = (log: readonly string[]): number =>
        reduce(awk, log, [], noonHead(0)).filter((line) => line.startsWith('accepted ')).length;
      assert.equal(told([atNoon, accepted('2026-11-22T13:01:00+01:00', 'bob')]), 2);
      assert.equal(told([atNoon, accepted('2026-11-22T13:01:01+01:00', 'bob')]), 0);
      const many = Array.from({ length: 650 }, (_, index) => accepted('2026-11-22T12:59:59+01:00', `u${index}`));
      assert.equal(told(many), 600);
    });

    it(`says nothing of a log that ended an hour ago, and how far back another goes (${awk.join(' ')})`, () => {
      assert.deepEqual(reduce(awk, [accepted('Nov 22 06:19:59', 'bot')]), []);
      const [days, terminals] = reduce(awk, [accepted('Nov 20 07:00:00', 'bot'), ours], wtmp());
      assert.deepEqual([days, terminals], ['days 3', 'terminals']);
      assert.equal(reduce(awk, [ours])[1]?.startsWith('source'), true);
    });

    it(`tells where we come from by the process that let us in (${awk.join(' ')})`, () => {
      const login = (time: string, pid: number, from: string): string =>
        accepted(`Nov 22 ${time}`, 'admin', 'sshd', from).replace('[12]', `[${pid}]`);
      const log = [
        login('06:00:00', 17, '10.0.0.1'),
        login('07:19:00', 17, '10.0.0.2'),
        login('07:19:01', 7, '10.0.0.3'),
      ];
      assert.ok(reduce(awk, log).includes('client 10.0.0.2'));
      assert.ok(!reduce(awk, [ours]).some((line) => line.startsWith('client ')));
    });

    it(`tells no more than 300 sources apart (${awk.join(' ')})`, () => {
      const log = Array.from({ length: 400 }, (_, index) => accepted('Nov 22 06:00:00', `u${index}`));
      assert.equal(reduce(awk, [ours, ...log]).length, 301);
    });
  }
});
