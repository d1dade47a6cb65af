import assert from 'node:assert/strict';
import { admissions, type PatternSplit } from '../../../src/access/allowed-user.ts';
import { unknownPeer, type Peer } from '../../../src/formats/sshd-match.ts';
import { walkSshdConfig } from '../../../src/formats/sshd-walk.ts';

const main = '/etc/ssh/sshd_config';
const desk: Peer = { ...unknownPeer, address: '10.1.2.3', host: '10.1.2.3' };
const far: Peer = { ...unknownPeer, address: '198.51.100.7', host: '198.51.100.7' };

function admitted(text: string, name: string, peer = desk, split: PatternSplit = 'first'): string {
  const settings = walkSshdConfig(new Map([[main, text]]), main);
  const answer = admissions(settings, split)({ name, groups: [name, 'crew'] }, peer);
  return answer.allowed === 'yes' ? 'yes' : `${answer.allowed}: ${answer.by} ${answer.place.replaceAll(main, '')}`;
}

describe('access/allowed-user', () => {
  for (const [text, name, expected] of [
    ['', 'alice', 'yes'],
    ['AllowUsers bob', 'alice', 'no: AllowUsers :1'],
    ['AllowUsers bob\nAllowUsers ali*\n', 'alice', 'yes'],
    // These are patterns, not lists of them: no commas, no negation.
    ['AllowUsers bob,alice', 'alice', 'no: AllowUsers :1'],
    ['AllowUsers !bob', 'alice', 'no: AllowUsers :1'],
    ['AllowUsers alice@10.0.0.0/8', 'alice', 'yes'],
    ['AllowUsers alice@192.168.0.0/16', 'alice', 'no: AllowUsers :1'],
    ['AllowUsers alice@192.168.0.0/16,10.*', 'alice', 'yes'],
    ['AllowUsers *@10.*,!10.1.2.3', 'alice', 'no: AllowUsers :1'],
    ['AllowUsers alice@desk.example.com', 'alice', 'no: AllowUsers :1'],
    ['DenyUsers alice\nAllowUsers alice', 'alice', 'no: DenyUsers :1'],
    ['AllowUsers alice\nDenyGroups crew', 'alice', 'no: DenyGroups :2'],
    ['AllowUsers bob\nAllowGroups crew', 'alice', 'no: AllowUsers :1'],
    ['AllowGroups crew\nDenyUsers alice@!10.*,*', 'alice', 'yes'],
    ['AllowGroups wheel st*', 'alice', 'no: AllowGroups :1'],
    ['AllowUsers bob\nMatch Address 10.0.0.0/8\n AllowUsers alice', 'alice', 'yes'],
    ['AllowUsers bob\nMatch Address 10.0.0.0/8\n AllowUsers alice', 'bob', 'no: AllowUsers :3'],
  ] as const) {
    it(`${text.replaceAll('\n', '; ')} of ${name} from 10.1.2.3: ${expected}`, () => {
      assert.equal(admitted(text, name), expected);
    });
  }

  it('is another answer from elsewhere, and none from nobody knows where', () => {
    assert.equal(admitted('AllowUsers alice@10.*', 'alice', far), 'no: AllowUsers :1');
    assert.equal(admitted('AllowUsers alice@10.*', 'alice', unknownPeer), 'maybe: AllowUsers :1');
    assert.equal(admitted('DenyUsers alice@10.*', 'alice', unknownPeer), 'maybe: DenyUsers :1');
    assert.equal(admitted('DenyUsers alice@10.*', 'bob', unknownPeer), 'yes');
    const office = 'AllowUsers bob\nMatch Address 10.0.0.0/8\n AllowUsers alice bob';
    assert.equal(admitted(office, 'bob', unknownPeer), 'yes');
    assert.equal(admitted(office, 'alice', unknownPeer), 'maybe: AllowUsers :3, :1');
    assert.equal(admitted(office, 'carol', unknownPeer), 'no: AllowUsers :3, :1');
  });

  it('splits a pattern with two @ as the release does', () => {
    const text = 'AllowUsers alice@corp@10.0.0.0/8';
    assert.equal(admitted(text, 'alice@corp', desk, 'last'), 'yes');
    assert.equal(admitted(text, 'alice@corp', desk, 'first'), 'no: AllowUsers :1');
    assert.equal(admitted(text, 'alice@corp', desk, 'unknown'), 'maybe: AllowUsers :1');
  });
});
