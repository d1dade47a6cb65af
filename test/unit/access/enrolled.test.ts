import assert from 'node:assert/strict';
import { enrolledState } from '../../../src/access/enrolled.ts';
import type { StateFile } from '../../../src/facts/state-files.ts';

const file: StateFile = {
  account: 'alice',
  uid: 1000,
  path: '/home/alice/.google_authenticator',
  home: { kind: 'directory', mode: '755', uid: 1000 },
  room: 'ok',
  mount: '/',
  file: { kind: 'regular', mode: '400', uid: 1000 },
  secret: 'ok',
  secretLength: 32,
  options: ['" TOTP_AUTH'],
  unknownOptions: 0,
  scratchCodes: 5,
};

const cases: readonly (readonly [string, Partial<StateFile>, string])[] = [
  ['time-based codes', {}, 'valid'],
  ['counters from 1', { options: ['" HOTP_COUNTER 1'] }, 'valid'],
  ['counters from 0', { options: ['" HOTP_COUNTER 0'] }, 'L17'],
  ['a counter that is no number', { options: ['" HOTP_COUNTER x'] }, 'L17'],
  ['counters from 0 and time-based codes', { options: ['" TOTP_AUTH', '" HOTP_COUNTER 0'] }, 'valid'],
  ['neither', { options: [] }, 'L11'],
  ['a skew within the usual window', { options: ['" TOTP_AUTH', '" TIME_SKEW -1'] }, 'valid'],
  ['a skew beyond it', { options: ['" TOTP_AUTH', '" TIME_SKEW 2'] }, 'L16'],
  ['a skew backwards', { options: ['" TOTP_AUTH', '" TIME_SKEW -20'] }, 'L16'],
  ['a skew within a wide window', { options: ['" TIME_SKEW 8', '" WINDOW_SIZE 17', '" TOTP_AUTH'] }, 'valid'],
  ['a skew beyond a narrow window', { options: ['" TIME_SKEW 1', '" WINDOW_SIZE 1', '" TOTP_AUTH'] }, 'L16'],
  ['a skew that counters do not care for', { options: ['" TIME_SKEW 9', '" HOTP_COUNTER 3'] }, 'valid'],
  ['an option that nobody reads', { options: ['"RATE_LIMIT 3 30', '" TOTP_AUTH'] }, 'N17'],
  ['no secret', { secret: 'malformed' }, 'L11'],
  ['a secret that could not be read', { secret: 'unknown' }, 'unknown'],
  ['a mode for others', { file: { ...file.file, mode: '644' } }, 'L11'],
  ['the owner root', { file: { ...file.file, uid: 0 } }, 'L34'],
  ['no room', { room: 'full' }, 'L14'],
  ['nothing there', { file: { kind: 'absent', mode: undefined, uid: undefined } }, 'absent'],
  ['a link', { file: { ...file.file, kind: 'symlink' } }, 'L11'],
];

describe('a state file with', () => {
  for (const [title, over, expected] of cases) {
    it(`${title}: ${expected}`, () => {
      const found = enrolledState({ files: [{ ...file, ...over }] }, 'alice');
      assert.equal(found.state === 'invalid' ? found.cause : found.state, expected);
    });
  }
});
