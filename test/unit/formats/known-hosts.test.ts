import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { knownHostName, namesMatch, parseKnownHosts, printKnownHost } from '../../../src/formats/known-hosts.ts';
import { runs, seed } from '../../support/seed.ts';

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ6mTnhAVUGKCrFGIJiuAwJ2Gqw4BWEhgmSjOV1JYKaS';
const hashName = (salt: string, name: string): string =>
  createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');

describe('known_hosts', () => {
  it('names a host by its port, unless that is 22, in lower case', () => {
    assert.equal(knownHostName('Web1.Example.org', 22), 'web1.example.org');
    assert.equal(knownHostName('10.0.0.1', 2222), '[10.0.0.1]:2222');
    assert.equal(knownHostName('2001:DB8::1', 2222), '[2001:db8::1]:2222');
  });

  it('reads markers, comments and every kind of white space', () => {
    const text = [
      '# a comment',
      '',
      `web1 ssh-ed25519 ${key} a comment`,
      `\t @revoked\tweb1,web2  ssh-ed25519   ${key}`,
      `@cert-authority *.example.org ssh-ed25519 ${key}`,
      `crlf ssh-ed25519 ${key}\r`,
    ].join('\n');
    const { entries, malformed } = parseKnownHosts(text);
    assert.deepEqual(malformed, []);
    assert.deepEqual(
      entries.map(({ line, marker, names, keyType }) => [line, marker, names, keyType]),
      [
        [3, 'plain', 'web1', 'ssh-ed25519'],
        [4, 'revoked', 'web1,web2', 'ssh-ed25519'],
        [5, 'cert-authority', '*.example.org', 'ssh-ed25519'],
        [6, 'plain', 'crlf', 'ssh-ed25519'],
      ],
    );
    assert.ok(entries.every((entry) => entry.key === key));
  });

  const malformedLines: readonly (readonly [string, string, string])[] = [
    [`@other web1 ssh-ed25519 ${key}`, '', 'unknown marker'],
    [`@revoked @revoked web1 ssh-ed25519 ${key}`, '', 'more than one marker'],
    ['@revoked', '', 'host names are missing'],
    ['web1', 'web1', 'the key is missing'],
    ['web1 # ssh-ed25519', 'web1', 'the key is missing'],
    ['web1 ssh-ed25519', 'web1', 'the key is not base64'],
    ['web1 ssh-ed25519 AAAA$', 'web1', 'the key is not base64'],
    [`web1 1024 35 123456789`, 'web1', 'the key is not base64'],
    [`|1|short|hash ssh-ed25519 ${key}`, '|1|short|hash', 'bad hashed name'],
  ];
  for (const [line, names, problem] of malformedLines) {
    it(`skips \`${line.slice(0, 30)}\`: ${problem}`, () => {
      const { entries, malformed } = parseKnownHosts(`web0 ssh-ed25519 ${key}\n${line}\n`);
      assert.equal(entries.length, 1);
      assert.deepEqual(malformed, [{ line: 2, names, problem }]);
    });
  }

  it('reads back what it prints', () => {
    const entry = { names: '[web1]:2222', keyType: 'ssh-ed25519', key };
    assert.deepEqual(parseKnownHosts(printKnownHost(entry)).entries, [{ line: 1, marker: 'plain', ...entry }]);
  });

  it('is total', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('@|1# \t\n\r,!*?[]:=Aw')), maxLength: 80 }),
        fc.string(),
        (text, name) => {
          for (const { names } of parseKnownHosts(text).entries) namesMatch(names, name, hashName);
        },
      ),
      { seed: seed(), numRuns: runs(500, 10_000) },
    );
  });

  it('does not take long over a pattern that was made to', () => {
    assert.equal(namesMatch('*a'.repeat(500) + 'b', 'a'.repeat(10_000), hashName), false);
  });
});
