import assert from 'node:assert/strict';
import { valueOf } from '../../../src/access/setting-values.ts';
import type { OpensshVersion } from '../../../src/facts/openssh-version.ts';
import { unknownPeer } from '../../../src/formats/sshd-match.ts';
import { walkSshdConfig } from '../../../src/formats/sshd-walk.ts';

const main = '/etc/ssh/sshd_config';
const alice = { name: 'alice', groups: ['alice'] };
const office = { ...unknownPeer, address: '10.1.2.3' };

function value(minor: number, text: string, keyword: Parameters<typeof valueOf>[3], peer = unknownPeer): string {
  const version: OpensshVersion = { known: true, major: 8, minor, text: '' };
  const view = {
    version,
    settings: walkSshdConfig(new Map([[main, text]]), main),
    defaults: new Map<string, string>(),
  };
  const found = valueOf(view, alice, peer, keyword);
  return `${found.value} ${found.place.replaceAll(main, '')}`.trim();
}

describe('access/settings', () => {
  for (const [minor, text, expected] of [
    [4, '', 'yes'],
    [4, 'KbdInteractiveAuthentication no', 'yes'],
    [4, 'ChallengeResponseAuthentication no', 'no'],
    [4, 'ChallengeResponseAuthentication no\nKbdInteractiveAuthentication yes', 'yes :2'],
    [4, 'SkeyAuthentication no', 'yes'],
    [4, 'Match User alice\n KbdInteractiveAuthentication no', 'no :2'],
    [4, 'Match User bob\n KbdInteractiveAuthentication no', 'yes'],
    [4, 'Match Address 10.*\n KbdInteractiveAuthentication no', 'unknown :2'],
    [4, 'Match Address 10.*\n KbdInteractiveAuthentication yes', 'yes'],
    [7, 'KbdInteractiveAuthentication no', 'no :1'],
    [7, 'ChallengeResponseAuthentication no\nKbdInteractiveAuthentication yes', 'no :1'],
    [7, 'Match User alice\n SkeyAuthentication no', 'no :2'],
  ] as const) {
    it(`8.${minor}: keyboard-interactive is ${expected} with ${text.replaceAll('\n', ';') || 'nothing'}`, () => {
      assert.equal(value(minor, text, 'kbdinteractiveauthentication'), expected);
    });
  }

  it('knows no Match block for what is of the whole server', () => {
    assert.equal(value(7, 'UsePAM no\nMatch all\nUsePAM yes', 'usepam'), 'no :1');
    assert.equal(value(7, 'Match all\nUsePAM yes', 'usepam'), 'yes :2');
  });

  it('tells every line of a list, and that nobody can tell', () => {
    const text = 'AllowUsers a\nAllowUsers b\nMatch Address 10.0.0.0/8\n AllowUsers c';
    assert.equal(value(7, text, 'allowusers'), 'unknown :4, :1, :2');
    assert.equal(value(7, text, 'allowusers', office), 'c :4');
    assert.equal(value(7, text, 'allowusers', { ...office, address: '192.0.2.1' }), 'a b :1, :2');
  });
});
