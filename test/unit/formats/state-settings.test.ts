import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asInt, readSigned, readUnsigned } from '../../../src/formats/c-number.ts';
import { stateSettings, type StateSettings } from '../../../src/formats/state-settings.ts';
import { runs, seed } from '../../support/seed.ts';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

function settingsOf(...lines: readonly string[]): StateSettings {
  return stateSettings([secret, ...lines, ''].join('\n'));
}

describe('numbers as C reads them', () => {
  for (const [text, unsigned, signed, rest] of [
    ['12 x', 12n, 12n, ' x'],
    ['\t +7', 7n, 7n, ''],
    ['-1', 2n ** 64n - 1n, -1n, ''],
    ['0x10', 0n, 0n, 'x10'],
    ['18446744073709551615', 2n ** 64n - 1n, undefined, ''],
    ['18446744073709551616', undefined, undefined, ''],
    ['-9223372036854775808', 2n ** 63n, -(2n ** 63n), ''],
    ['-9223372036854775809', 2n ** 63n - 1n, undefined, ''],
  ] as const) {
    it(text, () => {
      const found = [readUnsigned(text), readSigned(text)];
      assert.deepEqual(
        found.map((number) => (number?.isInRange === true ? number.value : undefined)),
        [unsigned, signed],
      );
      assert.deepEqual(
        found.map((number) => number?.rest),
        [rest, rest],
      );
    });
  }

  it('no digit is no number', () => {
    for (const text of ['', ' ', 'x', '-', '+ 1', '--1']) {
      assert.equal(readUnsigned(text), undefined);
      assert.equal(readSigned(text), undefined);
    }
  });

  it('an int is what is left of 64 bits', () => {
    assert.equal(asInt(2n ** 32n + 3n), 3);
    assert.equal(asInt(2n ** 64n - 1n), -1);
  });
});

describe('formats/state-settings', () => {
  it('reads a file as google-authenticator writes it', () => {
    const settings = settingsOf('" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', '" TOTP_AUTH', '12345678');
    const { options, rewrittenFor, ...rest } = settings;
    assert.deepEqual(rest, {
      ...{ secretLength: 32, codes: 'time', counter: 0, rateLimit: { attempts: 3, seconds: 30 }, windowSize: 3 },
      ...{ stepSize: 30, timeSkew: 0, isInWindow: true, forbidsReuse: true, graces: [], scratchCodes: 1 },
      ...{ faults: [], ignored: [] },
    });
    assert.deepEqual([...options.keys()], ['RATE_LIMIT', 'WINDOW_SIZE', 'DISALLOW_REUSE', 'TOTP_AUTH']);
    assert.deepEqual(
      rewrittenFor.map(({ name, line }) => `${name} ${line}`),
      ['RATE_LIMIT 2', 'DISALLOW_REUSE 4'],
    );
  });

  it('has defaults for what is not said', () => {
    const { windowSize, stepSize, timeSkew, rateLimit, forbidsReuse, rewrittenFor } = settingsOf('" TOTP_AUTH');
    assert.deepEqual([windowSize, stepSize, timeSkew, rateLimit, forbidsReuse], [3, 30, 0, undefined, false]);
    assert.deepEqual(rewrittenFor, []);
  });

  it('takes the first of several', () => {
    assert.equal(settingsOf('" WINDOW_SIZE 5', '" WINDOW_SIZE 7').windowSize, 5);
    assert.deepEqual(settingsOf('" WINDOW_SIZE 0', '" WINDOW_SIZE 7').windowSize, undefined);
  });

  it('says where a line is that the module refuses, and what it has', () => {
    const { faults } = settingsOf('" TOTP_AUTH', '', '" STEP_SIZE 90', '" DISALLOW_REUSE x');
    assert.deepEqual(
      faults.map(({ option, needs }) => [option.line, option.text, needs.slice(0, 20)]),
      [
        [4, '" STEP_SIZE 90', 'a number from 1 to 6'],
        [5, '" DISALLOW_REUSE x', 'nothing behind its n'],
      ],
    );
  });

  it('counts newlines alone, and ends an option at a carriage return', () => {
    const { options, codes } = stateSettings(`${secret}\r\n" WINDOW_SIZE 5\r\r\nx\r" STEP_SIZE 20\n" TOTP_AUTH\r\n`);
    assert.deepEqual(
      [...options.values()].map(({ line, name, value }) => `${line} ${name} ${value}`),
      ['2 WINDOW_SIZE 5', '3 STEP_SIZE 20', '4 TOTP_AUTH '],
    );
    assert.equal(codes, 'time');
  });

  it('looks for TOTP_AUTH in the middle of lines', () => {
    for (const line of ['# " TOTP_AUTH', '" TOTP_AUTHENTICATION', '" WINDOW_SIZE 3 " TOTP_AUTH']) {
      assert.equal(settingsOf(line).codes, 'time', line);
    }
    for (const line of ['"TOTP_AUTH', '"  TOTP_AUTH', 'TOTP_AUTH', '" totp_auth']) {
      assert.equal(settingsOf(line).codes, 'neither', line);
    }
  });

  it('knows what begins as an option and is none', () => {
    const { ignored } = settingsOf('"RATE_LIMIT 3 30', '" TOTP_AUTH', '" UNHEARD of', '"?', 'note', '" LAST0 host 5');
    assert.deepEqual(
      ignored.map(({ line, text }) => `${line} ${text}`),
      ['2 "RATE_LIMIT 3 30', '4 " UNHEARD of', '5 "?'],
    );
  });

  for (const [first, length] of [
    ['jbsw-y3dp ehpk\t3pxp\r', 16],
    ['QW', 2],
    ['Q', undefined],
    ['', undefined],
    ['QWERTY018', 9],
    ['QWERTY9', undefined],
    ['QWERTY==', undefined],
    ['"QWERTY"', undefined],
  ] as const) {
    it(`the secret ${JSON.stringify(first)} has ${length ?? 'no'} characters`, () => {
      assert.equal(stateSettings(`${first}\n" TOTP_AUTH\n`).secretLength, length);
      assert.equal(stateSettings(first).secretLength, length);
    });
  }

  it('reads whatever is given, and faults are lines of it', () => {
    const word = fc.constantFrom('RATE_LIMIT', 'WINDOW_SIZE', 'STEP_SIZE', 'DISALLOW_REUSE', 'TIME_SKEW', 'TOTP_AUTH');
    const line = fc.oneof(
      fc.string(),
      fc.tuple(word, fc.string()).map(([name, rest]) => `" ${name} ${rest}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n');
        for (const { option } of stateSettings(text).faults) {
          assert.ok(text.split('\n')[option.line - 1]?.includes(option.text));
        }
      }),
      { seed: seed(), numRuns: runs(200, 5_000) },
    );
  });
});
