import assert from 'node:assert/strict';
import { enrolledState } from '../../../src/access/enrolled.ts';
import type { StateFile } from '../../../src/facts/state-files.ts';
import { stateText, type StateContent } from '../../support/state-text.ts';

const path = '/home/alice/.google_authenticator';
const file: StateFile = {
  ...{ account: 'alice', uid: 1000, path },
  home: { kind: 'directory', mode: '755', uid: 1000 },
  ...{ reach: 'yes', mayWrite: 'yes', room: 'ok', mount: '/' },
  file: { kind: 'regular', mode: '400', uid: 1000 },
  text: stateText({}),
};
const jail = { mayWrite: 'no', home: { kind: 'directory', mode: '755', uid: 0 } } as const;
const timed = '" TOTP_AUTH';
const now = 1_800_000_000;

type Case = readonly [title: string, over: Partial<StateFile> & StateContent, expected: string, says?: RegExp];

// Where a number is a bound, both sides of it; that the bounds are the module's own shows test/docker/state-files.test.ts.
const contents: readonly Case[] = [
  ['as Keyturn writes it', {}, 'valid'],
  ['time-based codes alone', { options: [timed] }, 'valid'],
  ['counters from 1', { options: ['" HOTP_COUNTER 1'] }, 'valid'],
  ['counters from 0', { options: ['" HOTP_COUNTER 0'] }, 'L17', /line 2 \(`" HOTP_COUNTER 0`\)/],
  ['a counter that is no number', { options: ['" HOTP_COUNTER x'] }, 'L17'],
  ['counters from 0 and time-based codes', { options: [timed, '" HOTP_COUNTER 0'] }, 'valid'],
  ['both kinds of codes', { options: [timed, '" HOTP_COUNTER 1'] }, 'unknown', /beside line 3/],
  ['neither', { options: [] }, 'L11', /neither TOTP_AUTH nor HOTP_COUNTER$/],
  ['a word that is misspelt', { options: ['"TOTP_AUTH'] }, 'L11', /line 2 \(`"TOTP_AUTH`\) means nothing/],
  ['the most attempts', { options: [timed, '" RATE_LIMIT 100 3600'] }, 'valid'],
  ['more attempts', { options: [timed, '" RATE_LIMIT 101 3600'] }, 'L11', /line 3 \(`" RATE_LIMIT 101 3600`\)/],
  ['more seconds', { options: [timed, '" RATE_LIMIT 100 3601'] }, 'L11'],
  ['no seconds', { options: [timed, '" RATE_LIMIT 3'] }, 'L11'],
  ['a blank behind the limit', { options: [timed, '" RATE_LIMIT 3 30 '] }, 'L11', /`" RATE_LIMIT 3 30 `/],
  ['times behind the limit', { options: [timed, '" RATE_LIMIT 3 30 1800000000 1800000001'] }, 'valid'],
  ['the widest window', { options: [timed, '" WINDOW_SIZE 100'] }, 'valid'],
  ['a wider window', { options: [timed, '" WINDOW_SIZE 101'] }, 'L11'],
  ['no window', { options: [timed, '" WINDOW_SIZE'] }, 'L11', /`" WINDOW_SIZE`\)/],
  ['the longest step', { options: [timed, '" STEP_SIZE 60'] }, 'valid'],
  ['a longer step', { options: [timed, '" STEP_SIZE 61'] }, 'L11'],
  ['a step that counters do not care for', { options: ['" HOTP_COUNTER 1', '" STEP_SIZE 61'] }, 'valid'],
  ['used steps', { options: [timed, '" DISALLOW_REUSE 60000000 60000001'] }, 'valid'],
  ['used steps that are none', { options: [timed, '" DISALLOW_REUSE 6x'] }, 'L11'],
  ['a skew within the usual window', { options: [timed, '" TIME_SKEW -1'] }, 'valid'],
  ['a skew beyond it', { options: [timed, '" TIME_SKEW 2'] }, 'L16', /only codes of 60 s ahead/],
  ['a skew backwards', { options: [timed, '" TIME_SKEW -20'] }, 'L16', /600 s ago/],
  ['a skew of longer steps', { options: [timed, '" TIME_SKEW 2', '" STEP_SIZE 60'] }, 'L16', /120 s ahead/],
  ['a skew that is no number', { options: [timed, '" TIME_SKEW zero'] }, 'valid'],
  ['a skew within a wide window', { options: ['" TIME_SKEW 8', '" WINDOW_SIZE 17', timed] }, 'valid'],
  ['a skew beyond a narrow window', { options: ['" TIME_SKEW 1', '" WINDOW_SIZE 1', timed] }, 'L16'],
  ['a skew that counters do not care for', { options: ['" TIME_SKEW 9', '" HOTP_COUNTER 3'] }, 'valid'],
  ['an option that nobody reads', { options: ['"RATE_LIMIT 3 30', timed] }, 'valid'],
  ['no secret', { secret: 'malformed' }, 'L11', /line 1/],
  ['a byte of a secret', { secretLength: 2 }, 'valid'],
  ['less', { secretLength: 1 }, 'L11'],
  ['a secret that could not be read', { secret: 'unknown' }, 'unknown'],
  ['a zero byte', { text: `${stateText({}) ?? ''}\0` }, 'L11', /zero/],
];

const places: readonly Case[] = [
  ['a mode for others', { file: { ...file.file, mode: '644' } }, 'L11'],
  ['a mode for nobody', { file: { ...file.file, mode: '0' } }, 'L11'],
  ['the owner root', { file: { ...file.file, uid: 0 } }, 'L34'],
  ['nothing in it', { size: 0, text: undefined }, 'L11', /is empty/],
  ['as much as the module reads', { size: 65_536 }, 'valid'],
  ['more than the module reads', { size: 65_537, text: undefined }, 'L11'],
  ['nothing there', { file: { kind: 'absent', mode: undefined, uid: undefined } }, 'absent'],
  ['a link to a good file', { leadsTo: '/srv/alice' }, 'valid'],
  [
    'a link to a directory',
    { leadsTo: '/srv/alice', file: { ...file.file, kind: 'directory' } },
    'L11',
    /^\/srv\/alice is/,
  ],
  ['a closed folder before it', { reach: 'no', barrier: '/srv' }, 'L13', /may not enter \/srv/],
  ['a closed folder before nothing', { reach: 'no', barrier: '/srv', file: { ...file.file, kind: 'absent' } }, 'L13'],
  ['a folder with an access list before it', { reach: 'unknown' }, 'unknown'],
  ['no room', { room: 'full' }, 'L14', /RATE_LIMIT \(line 2\) and DISALLOW_REUSE \(line 4\)/],
  ['no room that it needs', { room: 'full', options: [timed] }, 'valid'],
  ['little room', { room: 'low' }, 'valid'],
  ['a read-only file system', { room: 'read-only' }, 'L14'],
  ['a read-only file system, and nothing to write', { room: 'read-only', options: [timed] }, 'valid'],
  ['a jail around it', jail, 'L13', /belongs to uid 0 and has mode 755/],
  ['a jail around it, and nothing to write', { ...jail, options: [timed] }, 'valid'],
  ['a jail around it, and a counter', { ...jail, options: ['" HOTP_COUNTER 4'] }, 'L13'],
  ['a home with an access list', { mayWrite: 'unknown' }, 'unknown'],
  ['a home with an access list, and nothing to write', { mayWrite: 'unknown', options: [timed] }, 'valid'],
];

describe('a state file with', () => {
  for (const [title, over, expected, says] of [...contents, ...places]) {
    it(`${title}: ${expected}`, () => {
      const found = enrolledState({ files: [{ ...file, text: stateText(over), ...over }] }, 'alice', now);
      assert.equal(found.state === 'invalid' ? found.cause : found.state, expected);
      if (says !== undefined) assert.match('reason' in found ? found.reason : '', says);
      if (found.state !== 'invalid') return;
      // What follows such advice locks out more people, or opens what was closed.
      assert.doesNotMatch(found.help, /chown (?!-h)|chmod (?!0400)|NaN|undefined/);
    });
  }

  it('a host from which somebody was let in asks for no code there, for as long as it says', () => {
    const graced = (line: string, at: number | undefined): unknown =>
      enrolledState({ files: [{ ...file, text: stateText({ options: [timed, line] }) }] }, 'alice', at);
    const until = `" LAST0 192.0.2.1 ${now}`;
    assert.deepEqual(graced(until, now), { state: 'valid' });
    const open = {
      state: 'valid',
      graced: `line 3 (\`${until}\`) of ${path} lets it in from 192.0.2.1 without a code`,
    };
    assert.deepEqual(graced(until, now - 1), open);
    assert.deepEqual(graced(until, undefined), open);
    assert.deepEqual(graced('" LAST0 192.0.2.1', now - 1), { state: 'valid' });
  });
});
