import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import fc from 'fast-check';
import { ipText, isWithin, parseIp, parseNetwork } from '../../../src/formats/ip-address.ts';
import { runs, seed } from '../../support/seed.ts';

describe('formats/ip-address', () => {
  for (const [text, expected] of [
    ['10.1.2.3', '10.1.2.3'],
    ['10.1', '10.0.0.1'],
    ['10.1.515', '10.1.2.3'],
    ['0x0a.010.2.3', '10.8.2.3'],
    ['4294967295', '255.255.255.255'],
    ['256.1.1.1', undefined],
    ['1.2.3.4.5', undefined],
    ['1.2.3.', undefined],
    ['08.1.1.1', undefined],
    ['', undefined],
    ['::', '0:0:0:0:0:0:0:0'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::5', '2001:db8:0:0:0:0:0:5'],
    ['::ffff:10.0.0.1', '0:0:0:0:0:ffff:a00:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['1:2:3:4:5:6:7:8::', undefined],
    ['1::2::3', undefined],
    ['1:2:3', undefined],
    ['12345::', undefined],
    ['*.example.com', undefined],
  ] as const) {
    it(`${text === '' ? 'nothing' : text} is ${expected ?? 'no address'}`, () => {
      const address = parseIp(text);
      assert.equal(address && ipText(address), expected);
    });
  }

  for (const [text, expected] of [
    ['10.0.0.0/8', 8],
    ['10.0.0.1', 32],
    ['0.0.0.0/0', 0],
    ['10.0.0.1/8', 'inconsistent'],
    ['10.0.0.0/33', 'inconsistent'],
    ['10.0.0.0/129', undefined],
    ['10.0.0.0/', undefined],
    ['10.0.0.0/x', undefined],
    ['2001:db8::/32', 32],
    ['2001:db8::1/32', 'inconsistent'],
    ['10.*', undefined],
  ] as const) {
    it(`${text} ${expected === undefined ? 'is no network' : `has the bits ${expected}`}`, () => {
      const network = parseNetwork(text);
      assert.equal(typeof network === 'object' ? network.bits : network, expected);
    });
  }

  it('agrees with Node about what lies in a network', () => {
    const bytes = (length: number): fc.Arbitrary<number[]> =>
      fc.array(fc.constantFrom(0, 1, 10, 127, 128, 254, 255), { minLength: length, maxLength: length });
    const pairs = fc.oneof(fc.tuple(bytes(4), bytes(4)), fc.tuple(bytes(16), bytes(16)));
    const check = ([address, base]: [number[], number[]], bits: number): void => {
      const known = new BlockList();
      const family = base.length === 4 ? 'ipv4' : 'ipv6';
      known.addSubnet(ipText(base), bits, family);
      // Of the network's own address only the bits that count are compared.
      const first = base.map((byte, at) => byte & ((0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff));
      assert.equal(isWithin(address, { address: first, bits }), known.check(ipText(address), family));
    };
    fc.assert(
      fc.property(pairs, fc.nat(32), (pair, bits) => {
        check(pair, bits);
      }),
      { seed: seed(), numRuns: runs(500, 20_000) },
    );
  });
});
