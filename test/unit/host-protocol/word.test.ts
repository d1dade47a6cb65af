import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import {
  account,
  decodeWord,
  encodeWord,
  keyword,
  mode,
  nonceWord,
  path,
  runName,
  service,
} from '../../../src/host-protocol/word.ts';
import { runs, seed } from '../../support/seed.ts';

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .filter((value) => Buffer.from(value, 'utf8').toString('utf8') === value && !value.includes('\0'));

describe('words of the manifest', () => {
  it('come back as they went in, whatever they hold', () => {
    fc.assert(
      fc.property(text, (value) => {
        const word = encodeWord(value);
        assert.match(word, /^[\x21-\x7e]+$/);
        assert.equal(decodeWord(word), value);
      }),
      { seed: seed(), numRuns: runs(500, 20_000) },
    );
  });

  it('are read by printf %b of every shell as they were meant', () => {
    const values = ['plain', 'a b', "it's", '$(reboot)', 'ü€\u{1f511}', 'back\\slash', '%s%n', 'tab\there', '\u0007'];
    for (const [program, ...words] of [['dash'], ['bash'], ['busybox', 'sh']] as const) {
      for (const value of values) {
        const { stdout } = spawnSync(program, [...words, '-c', 'printf "%b" "$1"', 'sh', encodeWord(value)], {
          encoding: 'utf8',
        });
        assert.equal(stdout, value, program);
      }
    }
  });

  it('keep an escape that is none as it is', () => {
    assert.equal(decodeWord('a\\9b\\'), 'a\\9b\\');
    assert.equal(decodeWord('\\0040x'), ' x');
  });

  const wrong: readonly (readonly [string, (value: string) => string, readonly string[]])[] = [
    ['paths', path, ['', 'etc/passwd', '/', '/etc/../x', '/etc//x', '/etc/./x', '/etc/', '/a\nb', '/a\u007fb']],
    ['account names', account, ['', '-r', 'a b', 'a;b', 'ü', '$(x)', 'a\n', 'a,b', 'a/b']],
    ['modes', mode, ['644', '4755', '0888', '0644 ']],
    ['keywords', keyword, ['UsePAM', '', 'use pam', '1x']],
    ['services', service, ['cron', 'sshd.service', '']],
    ['runs', runName, ['', '.hidden', 'a/b', '-x', 'a b', 'x'.repeat(65)]],
    ['nonces', nonceWord, ['', 'abc', 'G'.repeat(32), 'a'.repeat(65)]],
  ];
  for (const [what, check, values] of wrong) {
    it(`refuse what no transaction may hold: ${what}`, () => {
      for (const value of values) assert.throws(() => check(value), TypeError, JSON.stringify(value));
    });
  }

  it('accept what hosts really have', () => {
    assert.equal(
      path('/home/jörg müller/.google_authenticator'),
      '/home/j\\0303\\0266rg\\0040m\\0303\\0274ller/.google_authenticator',
    );
    for (const name of ['root', 'backup-bot', 'first.last', 'user@corp.example', 'machine$', '_apt'])
      assert.equal(account(name), name);
  });
});
