import assert from 'node:assert/strict';
import { matchAddresses, takesClient } from '../../../src/formats/sshd-address.ts';

describe('formats/sshd-address', () => {
  for (const [address, list, expected] of [
    ['10.1.2.3', '10.0.0.0/8', 'match'],
    ['10.1.2.3', '10.1.515', 'match'],
    ['10.1.2.3', '10.*', 'match'],
    ['10.1.2.3', '192.168.0.0/16,10.1.2.?', 'match'],
    ['10.1.2.3', '!10.1.2.3,10.0.0.0/8', 'negated'],
    ['10.1.2.3', '10.0.0.0/8,!10.1.0.0/16', 'negated'],
    ['10.1.2.3', '!10.9.0.0/16', 'none'],
    ['10.1.2.3', '::/0', 'none'],
    ['10.1.2.3', '10.0.0.1/8', 'invalid'],
    ['10.1.2.3', '10.0.0.0/8,', 'invalid'],
    // What stands behind a negation that decides is not read any more.
    ['10.1.2.3', '!10.*,10.0.0.1/8', 'negated'],
    ['2001:db8::5', '2001:db8::/32', 'match'],
    ['2001:db8::5', '2001:DB8:0:0::5', 'match'],
    ['2001:db8::5', '0.0.0.0/0', 'none'],
    ['fe80::1%eth0', 'fe80::/10', 'none'],
    ['fe80::1%eth0', 'fe80::*', 'match'],
    ['desk.example.com', '*', 'none'],
  ] as const) {
    it(`${address} in ${list}: ${expected}`, () => {
      assert.equal(matchAddresses(address, list), expected);
    });
  }

  for (const [list, address, host, expected] of [
    ['10.0.0.0/8', '10.1.2.3', 'desk.example.com', true],
    ['*.Example.com', '10.1.2.3', 'DESK.example.com', true],
    ['*.example.com', '10.1.2.3', '10.1.2.3', false],
    ['10.*,!desk.*', '10.1.2.3', 'desk.example.com', false],
    ['*,!10.1.2.3', '10.1.2.3', 'desk.example.com', false],
    ['*', '10.1.2.3', '10.1.2.3', true],
    ['10.0.0.0/8', undefined, undefined, undefined],
    ['10.0.0.0/8', '10.1.2.3', undefined, true],
    ['10.0.0.0/8', '11.1.2.3', undefined, false],
    ['*.example.com', '10.1.2.3', undefined, undefined],
    ['!10.1.2.3,*', '10.1.2.3', undefined, false],
    ['10.0.0.1/8', '10.1.2.3', '10.1.2.3', undefined],
  ] as const) {
    const who = `${address ?? 'an unknown address'} called ${host ?? 'nobody knows how'}`;
    it(`@${list} ${expected === undefined ? 'cannot tell about' : expected ? 'takes' : 'leaves'} ${who}`, () => {
      assert.equal(takesClient(list, address, host), expected);
    });
  }
});
