import assert from 'node:assert/strict';
import { applies, parseCriteria } from '../../../src/formats/sshd-match.ts';
import { parseSshdConfig } from '../../../src/formats/sshd-config.ts';

const alice = { name: 'alice', groups: ['alice', 'sudo', 'domain users'] };

describe('formats/sshd-match', () => {
  for (const [line, expected] of [
    ['Match all', 'yes'],
    ['Match User alice', 'yes'],
    ['Match User bob,ali*', 'yes'],
    ['Match User ?lice', 'yes'],
    ['Match User Alice', 'no'],
    ['Match User a.ice', 'no'],
    ['Match User *,!alice', 'no'],
    ['Match User !bob', 'no'],
    ['Match user=alice', 'yes'],
    ['Match Group sudo', 'yes'],
    ['Match Group "domain users"', 'yes'],
    ['Match Group sudo,!alice', 'no'],
    ['Match User alice Group wheel', 'no'],
    ['Match User alice Address 10.0.0.0/8', 'maybe'],
    ['Match User bob Address 10.0.0.0/8', 'no'],
    ['Match LocalPort 2222', 'maybe'],
    ['Match Host *.example.com Group sudo', 'maybe'],
    ['Match invalid-user', 'no'],
    ['Match User', 'no'],
  ] as const) {
    it(`${line}: ${expected}`, () => {
      const [parsed] = parseSshdConfig(line);
      assert.equal(applies(parseCriteria(parsed?.args ?? []), alice), expected);
    });
  }
});
