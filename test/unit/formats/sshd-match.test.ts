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

  const peer = {
    address: '10.1.2.3',
    host: 'desk.example.com',
    localAddress: '192.168.0.1',
    localPort: 2222,
    routingDomain: undefined,
  };

  for (const [line, expected] of [
    ['Match Address 10.0.0.0/8', 'yes'],
    ['Match Address=10.0.0.0/8', 'yes'],
    ['Match Address = 10.0.0.0/8', 'yes'],
    ['Match Address 10.0.0.0/8,!10.1.0.0/16', 'no'],
    ['Match Address 10.0.0.1/8', 'maybe'],
    ['Match User alice Address 10.*', 'yes'],
    ['Match User bob Address 10.*', 'no'],
    ['Match LocalAddress 192.168.0.0/16 LocalPort 2222', 'yes'],
    ['Match LocalPort 22', 'no'],
    ['Match LocalPort 02222', 'no'],
    ['Match Host *.EXAMPLE.com', 'yes'],
    ['Match Host *,!desk.*', 'no'],
    ['Match RDomain *', 'maybe'],
    ['Match Version OpenSSH_*', 'maybe'],
    ['Match SessionType shell', 'maybe'],
    ['Match Address 192.0.2.1 Version OpenSSH_*', 'no'],
    ['Match all', 'yes'],
  ] as const) {
    it(`${line}, from 10.1.2.3 to port 2222: ${expected}`, () => {
      const [parsed] = parseSshdConfig(line);
      assert.equal(applies(parseCriteria(parsed?.args ?? []), alice, peer), expected);
    });
  }

  it('takes an equals sign in a pattern as part of it', () => {
    assert.deepEqual(parseCriteria(['user=a=b', 'User', 'c=d']), [
      { attribute: 'user', patterns: 'a=b' },
      { attribute: 'user', patterns: 'c=d' },
    ]);
  });
});
