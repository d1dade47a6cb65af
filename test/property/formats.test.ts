// Lossless formats: what was read can be written back byte for byte, whatever it is.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { debian } from '../../src/distros/debian.ts';
import { findBlock } from '../../src/formats/marked-block.ts';
import { parsePamConfig, printPamConfig } from '../../src/formats/pam-config.ts';
import { parseSshdConfig, printSshdConfig } from '../../src/formats/sshd-config.ts';
import { includePattern, walkSshdConfig } from '../../src/formats/sshd-walk.ts';
import { moduleStateFile, newStateFile, parseStateFile, printStateFile } from '../../src/formats/state-file.ts';
import { parseOsRelease } from '../../src/formats/os-release.ts';
import { passwordLines, withBlock, withoutBlock } from '../../src/tasks/pam/block.ts';
import { runs, seed } from '../support/seed.ts';

const base32Letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const options = { seed: seed(), numRuns: runs(300, 20_000) };

/** Texts made of what matters to a format, among whatever else. */
function texts(...words: readonly string[]): fc.Arbitrary<string> {
  const common = ['\n', '\r\n', ' ', '\t', '#', '"', "'", '\\', '\\\n', '=', '[', ']', '\0', '\u{1f511}'];
  const part = fc.oneof(
    fc.constantFrom(...common, ...words),
    fc.constantFrom(...words),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  return fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
}

const sshd = texts(
  'Match',
  'Include',
  'UsePAM yes\n',
  'all',
  'User a,!b*\n',
  '/etc/ssh/*.conf',
  '/etc/ssh/sshd_config',
);
const pam = texts(
  'auth',
  'required',
  '@include common-auth',
  '\n@include common-auth\n',
  'pam_unix.so',
  '[success=1 default=ignore]',
  '-',
);
const state = texts('" ', 'TOTP_AUTH', '12345678\n', 'JBSWY3DPEHPK3PXP\n', '\n" RATE_LIMIT 3 30');

describe('formats are lossless', () => {
  it('sshd_config', () => {
    fc.assert(
      fc.property(sshd, (text) => {
        assert.equal(printSshdConfig(parseSshdConfig(text)), text);
      }),
      options,
    );
  });

  it('PAM services', () => {
    fc.assert(
      fc.property(pam, (text) => {
        assert.equal(printPamConfig(parsePamConfig(text)), text);
      }),
      options,
    );
  });

  it('state files', () => {
    fc.assert(
      fc.property(state, (text) => {
        assert.equal(printStateFile(parseStateFile(text)), text);
      }),
      options,
    );
  });

  it('new state files are read back as they were meant', () => {
    const base32 = fc.string({
      unit: fc.constantFrom(...base32Letters),
      minLength: 16,
      maxLength: 64,
    });
    const code = fc.integer({ min: 10_000_000, max: 99_999_999 }).map(String);
    fc.assert(
      fc.property(base32, fc.array(code, { maxLength: 10 }), (secret, scratchCodes) => {
        const kinds = parseStateFile(newStateFile({ secret, scratchCodes })).map(({ kind }) => kind);
        assert.deepEqual(kinds, ['secret', ...Array<string>(4).fill('option'), ...scratchCodes.map(() => 'scratch')]);
      }),
      options,
    );
  });

  it('our block in a PAM service, put in and taken out', () => {
    fc.assert(
      fc.property(pam, (text) => {
        const [place] = passwordLines(text, debian.pamPasswordLine);
        if (place === undefined) return;
        assert.deepEqual(withoutBlock(withBlock(text, place, ['code'], moduleStateFile)), { state: 'ours', text });
      }),
      options,
    );
  });

  it('everything that is given is read in the end, without an exception', () => {
    fc.assert(
      fc.property(sshd, sshd, (main, other) => {
        const files = new Map([
          ['/etc/ssh/sshd_config', main],
          ['/etc/ssh/x.conf', other],
        ]);
        walkSshdConfig(files, '/etc/ssh/sshd_config');
        includePattern(main)(other);
        parseOsRelease(main);
        findBlock(main, { begin: 'Match', end: 'all' });
      }),
      { ...options, numRuns: runs(200, 5_000) },
    );
  });
});
