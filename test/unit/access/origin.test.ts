import assert from 'node:assert/strict';
import { originsOf, originText, peerOf } from '../../../src/access/origin.ts';
import { representative } from '../../../src/access/representative.ts';
import { walkSshdConfig, type Setting } from '../../../src/formats/sshd-walk.ts';

const main = '/etc/ssh/sshd_config';
const own = { client: '10.5.5.5', local: { address: '10.0.0.20', port: 22 } };

function settings(text: string): readonly Setting[] {
  return walkSshdConfig(new Map([[main, text]]), main);
}

function named(text: string): readonly string[] {
  const { origins } = originsOf(own, settings(text));
  return origins
    .filter(({ kind }) => kind === 'named')
    .map(({ address, host, localAddress, localPort }) =>
      [address, host === address ? '' : host, localAddress === own.local.address ? '' : localAddress, localPort]
        .filter((part) => part !== '' && part !== 22)
        .join(' '),
    );
}

describe('access/origin', () => {
  for (const [pattern, others, expected] of [
    ['10.0.0.0/8', [], '10.0.0.1'],
    ['10.0.0.0/8', ['10.0.0.0/24'], '10.0.1.0'],
    ['10.0.0.0/8', ['10.0.0.0/9', '10.128.0.0/9'], '10.0.0.1'],
    ['10.0.0.0/8', ['10.0.0.0/9', '10.192.0.0/10', '0.0.0.0/0'], '10.128.0.0'],
    ['192.0.2.4', ['192.0.2.0/24'], '192.0.2.4'],
    ['0.0.0.0/0', [], '0.0.0.1'],
    ['2001:db8::/32', [], '2001:db8:0:0:0:0:0:1'],
    ['10.0.*', [], '10.0.1.1'],
    ['192.168.?.2', [], '192.168.1.2'],
    ['2001:db8::*', [], '2001:db8::1'],
    ['*.example.com', [], undefined],
    ['10.0.0.1/8', [], undefined],
  ] as const) {
    it(`${expected ?? 'nothing'} stands for ${pattern} beside ${others.join(' ') || 'nothing'}`, () => {
      assert.equal(representative(pattern, others), expected);
    });
  }

  it('has the usual three on an ordinary host', () => {
    const { origins, leftOut } = originsOf(own, settings('UsePAM yes\nMatch User alice\n PasswordAuthentication no\n'));
    assert.deepEqual(
      origins.map(({ kind, address, localPort }) => `${kind} ${address ?? ''} ${localPort ?? ''}`),
      ['controller 10.5.5.5 22', 'public 198.51.100.7 22', 'loopback 127.0.0.1 22'],
    );
    assert.equal(leftOut, 0);
  });

  for (const [text, expected] of [
    ['Match Address 10.0.0.0/8,!10.1.2.3\n PasswordAuthentication no', ['10.0.0.1', '10.1.2.3']],
    ['Match Address *,!192.168.0.0/16\n PasswordAuthentication no', ['192.168.0.1']],
    ['AllowUsers alice bob@192.168.7.0/24 *@192.168.7.9', ['192.168.7.1', '192.168.7.9']],
    ['Match LocalPort 2222\n PasswordAuthentication no', ['198.51.100.7 2222']],
    ['Match Address 10.0.0.0/8 LocalPort 2222\n PasswordAuthentication no', ['10.0.0.1 2222']],
    ['Match LocalAddress 10.0.9.9\n PasswordAuthentication no', ['198.51.100.7 10.0.9.9']],
    ['Match Host *.example.com\n PasswordAuthentication no', ['198.51.100.7 host.example.com']],
    ['Match Address 127.0.0.1\n PasswordAuthentication no', []],
    ['Match User alice\n PasswordAuthentication no', []],
  ] as const) {
    it(`finds ${expected.join(', ') || 'no other'} in ${text.replaceAll('\n', ';')}`, () => {
      assert.deepEqual(named(text), expected);
    });
  }

  it('does not know where somebody arrives who comes over the other kind of IP', () => {
    const { origins } = originsOf(own, settings('Match Address 2001:db8::/32\n PasswordAuthentication no'));
    assert.deepEqual(origins.map(({ address, localAddress }) => `${address ?? ''} ${localAddress ?? '?'}`).slice(2), [
      '127.0.0.1 10.0.0.20',
      '2001:db8:0:0:0:0:0:1 ?',
    ]);
  });

  it('takes another public address where the usual one is named on purpose', () => {
    const { origins } = originsOf(own, settings('AllowUsers alice@198.51.100.7'));
    assert.deepEqual([origins[1]?.kind, origins[1]?.address], ['public', '203.0.113.7']);
  });

  it('is bounded, and counts what it left out', () => {
    const users = Array.from({ length: 300 }, (_, index) => `u@10.1.${index % 256}.${Math.floor(index / 256) + 1}`);
    const { origins, leftOut } = originsOf(own, settings(`AllowUsers ${users.join(' ')}`));
    assert.equal(origins.length, 50);
    assert.equal(leftOut, 300 - 47);
  });

  it('knows clients by their address unless names are looked up', () => {
    const [first, , , desk] = originsOf(own, settings('Match Host desk.example.com\n UsePAM no\n')).origins;
    assert.ok(first && desk);
    assert.equal(peerOf(desk, false).host, '198.51.100.7');
    assert.equal(peerOf(desk, true).host, 'desk.example.com');
    assert.equal(peerOf(first, true).host, undefined);
  });

  it('says where it is', () => {
    const { origins } = originsOf({ client: undefined, local: undefined }, settings('AllowUsers a@10.0.0.0/8'));
    assert.deepEqual(origins.map(originText), [
      'an unknown address (where Keyturn comes from)',
      '198.51.100.7 (any public address)',
      '127.0.0.1 (the host itself)',
      '10.0.0.1 to this host:22 (10.0.0.0/8)',
    ]);
  });
});
