// Lines of authorized_keys, each as sshd reads it (auth2-pubkeyfile.c, auth-options.c, sshkey.c): a key, or why it is none.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expiryOf, optionProblem, parseAuthorizedKeys, parseKeyLine } from '../../../src/formats/authorized-keys.ts';
import { rsaBits } from '../../../src/formats/key-blob.ts';
import { runs, seed } from '../../support/seed.ts';

const ed = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g';
const sk =
  'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gAAAABHNzaDo=';

/** `wire(type, field…)`: a key of these strings, as a file has it. */
function wire(type: string, ...fields: readonly Buffer[]): string {
  const strings = [Buffer.from(type), ...fields].map((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return Buffer.concat([length, field]);
  });
  return `${type} ${Buffer.concat(strings).toString('base64')}`;
}

/** What a line comes to: `key` with its options, `blank`, or the problem. */
function read(text: string): string {
  const line = parseKeyLine(text);
  if (line.kind === 'blank') return 'blank';
  if (line.kind === 'broken') return line.problem;
  const options = line.options.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
  const problem = optionProblem(line.options, () => true);
  return problem ?? [line.doubtful ? 'perhaps' : 'key', ...options].join(' | ');
}

const cases: readonly (readonly [line: string, comesTo: string])[] = [
  ['', 'blank'],
  ['  \t', 'blank'],
  [' # ssh-ed25519 AAAA', 'blank'],
  [ed, 'key'],
  [`\t ${ed} alice@laptop with blanks`, 'key'],
  [`${ed}\r\n`, 'key'],
  [ed.replace(' ', ' \t '), 'key'],
  [sk, 'key'],
  [`restrict,pty ${ed}`, 'key | restrict | pty'],
  [`RESTRICT,No-Pty ${ed}`, 'key | restrict | no-pty'],
  [`,restrict,,no-pty, ${ed}`, 'key | restrict | no-pty'],
  [`command="echo \\"a, b\\"; ls" ${ed}`, 'key | command=echo "a, b"; ls'],
  [`from="*.example.com,!10.0.0.0/8"\t${ed}`, 'key | from=*.example.com,!10.0.0.0/8'],
  [`from="" ${ed}`, 'key | from='],
  [`cert-authority,principals="a" ${ed}`, 'key | cert-authority | principals=a'],
  [`expiry-time="20300101" ${ed}`, 'key | expiry-time=20300101'],
  [`environment="A=1",environment="B=2" ${ed}`, 'key | environment=A=1 | environment=B=2'],
  [`fooo ${ed}`, 'sshd knows no option "fooo"'],
  [`restrict,fooo="secret" ${ed}`, 'sshd knows no option "fooo"'],
  [`no-restrict ${ed}`, 'sshd knows no option "no-restrict"'],
  [`restrict="x" ${ed}`, 'sshd knows no option "restrict"'],
  [`command ${ed}`, 'sshd knows no option "command"'],
  [`command=ls ${ed}`, 'sshd knows no option "command"'],
  [`restrict;pty ${ed}`, 'sshd knows no option "restrict;pty"'],
  [`restrict, pty ${ed}`, 'it holds no key'],
  [`command="a",command="b" ${ed}`, 'the option "command" stands there twice'],
  [`from="a",FROM="b" ${ed}`, 'the option "from" stands there twice'],
  [`expiry-time="soon" ${ed}`, 'its expiry-time is no date that this sshd knows'],
  [`command="ls ${ed}`, 'a quotation mark is missing'],
  [`command="ls\\" ${ed}`, 'a quotation mark is missing'],
  ['hello', 'it holds no key'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'it holds no key'],
  ['ssh-ed25519', 'after "ssh-ed25519" there is no key'],
  ['ssh-ed25519 AAAA$', 'the key is not base64'],
  [ed.slice(0, -1), 'the key is not base64'],
  [ed.slice(0, -4), 'the key is cut off'],
  [`${ed}AAAA`, 'the key is cut off'],
  [ed.replace('ssh-ed25519', 'ssh-rsa'), 'the key is of another kind than "ssh-rsa"'],
  [ed.replace('ssh-ed25519', 'SSH-ED25519'), 'it holds no key'],
  [`ssh-rsa ${ed}`, 'the key is not base64'],
  [wire('ssh-ed25519', Buffer.alloc(31)), 'the key is malformed'],
  [wire('ssh-ed25519', Buffer.alloc(32), Buffer.alloc(1)), 'the key is malformed'],
  [wire('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.alloc(128, 0x7f)), 'the key is malformed'],
  [wire('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0]), Buffer.alloc(128, 0x80)])), 'key'],
  [wire('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.alloc(256, 0x80)), 'the key is malformed'],
  [wire('ecdsa-sha2-nistp256', Buffer.from('nistp256'), Buffer.alloc(65, 4)), 'key'],
  [wire('ecdsa-sha2-nistp256', Buffer.from('nistp384'), Buffer.alloc(65, 4)), 'the key is malformed'],
  [wire('ecdsa-sha2-nistp521', Buffer.from('nistp521'), Buffer.alloc(133, 2)), 'the key is malformed'],
  [wire('ssh-ed25519-cert-v01@openssh.com', Buffer.alloc(32)), 'a certificate is no key'],
  [wire('ssh-mldsa65', Buffer.alloc(32)), 'perhaps'],
];

describe('formats/authorized-keys', function () {
  this.timeout(60_000);
  for (const [line, comesTo] of cases) {
    it(`${JSON.stringify(line.length > 60 ? `${line.slice(0, 30)}…${line.slice(-28)}` : line)}: ${comesTo}`, () => {
      assert.equal(read(line), comesTo);
    });
  }

  it('knows options since the release that brought them', () => {
    const at =
      (minor: number) =>
      ([major, least]: readonly [number, number]) =>
        8 > major || (major === 8 && minor >= least);
    const options = ['no-touch-required', 'verify-required'].map((name) => [{ name, value: undefined }]);
    const known = (minor: number): readonly boolean[] =>
      options.map((one) => optionProblem(one, at(minor)) === undefined);
    assert.deepEqual(
      [known(1), known(2), known(3), known(4)],
      [
        [false, false],
        [true, false],
        [true, false],
        [true, true],
      ],
    );
  });

  it('reads dates in the three lengths and two zones that there are, and no others', () => {
    const second = (text: string): string => {
      const expiry = expiryOf(text);
      return expiry === undefined ? 'no' : `${new Date(expiry.at).toISOString()}${expiry.isUtc ? '' : ' local'}`;
    };
    assert.equal(second('20300102'), '2030-01-02T00:00:00.000Z local');
    assert.equal(second('203001020304Z'), '2030-01-02T03:04:00.000Z');
    assert.equal(second('20300102030405utc'), '2030-01-02T03:04:05.000Z');
    for (const text of ['', '2030', '20301301', '2030010203', '203001020304050', 'soon'])
      assert.equal(second(text), 'no');
  });

  it('measures RSA keys', () => {
    const of = (bytes: number, first: number): number | undefined => {
      const modulus = Buffer.concat([Buffer.from([0, first]), Buffer.alloc(bytes - 1, 1)]);
      const [type = '', base64 = ''] = wire('ssh-rsa', Buffer.from([3]), modulus).split(' ');
      return rsaBits(type, base64);
    };
    assert.deepEqual([of(256, 0x80), of(256, 0x40), of(128, 0xff)], [2048, 2047, 1024]);
    assert.equal(rsaBits('ssh-ed25519', ed.split(' ')[1] ?? ''), undefined);
  });

  it('loses nothing of any text', () => {
    const piece = fc.constantFrom(
      ed,
      sk,
      ' ',
      '\n',
      '\r\n',
      '"',
      '\\',
      ',',
      '#',
      'restrict',
      'command="',
      '\t',
      'AAAA',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (one) => {
        assert.equal(
          parseAuthorizedKeys(one)
            .map(({ raw }) => raw)
            .join(''),
          one,
        );
      }),
      { seed: seed(), numRuns: runs(300, 20_000) },
    );
  });

  describe('against ssh-keygen', () => {
    let directory: string;
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'keyturn-keys-'));
    });
    after(() => {
      rmSync(directory, { recursive: true });
    });

    // It reads keys as sshd does (sshkey_read), whatever the options are.
    it('finds the same keys', () => {
      const made = ['ed25519', 'ecdsa', 'rsa'].map((type) => {
        const path = join(directory, type);
        execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'somebody', '-f', path]);
        return execFileSync('ssh-keygen', ['-y', '-f', path], { encoding: 'utf8' })
          .split(' ')
          .slice(0, 2)
          .join(' ')
          .trim();
      });
      const good = [...made, ed, sk];
      const spoilt = good.flatMap((key) => [key, key.slice(0, -1), key.slice(0, -8), key.replace(/^\S+/, 'ssh-dss')]);
      const lines = [...spoilt, ...spoilt.map((key) => `restrict,command="ls -l" ${key} x`), 'hello', ''];
      const isKey = (line: string): boolean => {
        const path = join(directory, 'line');
        writeFileSync(path, `${line}\n`);
        try {
          execFileSync('ssh-keygen', ['-l', '-f', path], { stdio: 'pipe' });
          return true;
        } catch {
          return false;
        }
      };
      const said = lines.map(isKey);
      assert.equal(said.filter(Boolean).length, 2 * good.length);
      assert.deepEqual(
        lines.map((line) => parseKeyLine(line).kind === 'key'),
        said,
      );
    });
  });
});
