// Expected values are those of PyYAML 6.0.3, with dates left as text.
import assert from 'node:assert/strict';
import { plainValue } from '../../../src/documents/scalar.ts';

describe('plainValue', () => {
  const cases: readonly (readonly [string, string | number | boolean | null])[] = [
    ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text) => [text, true] as const),
    ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text) => [text, false] as const),
    ...['~', 'null', 'Null', 'NULL', ''].map((text) => [text, null] as const),
    ...['y', 'n', 'Y', 'N', 'yES', 'oN', 'nULL'].map((text) => [text, text] as const),
    ['0644', 420],
    ['-0644', -420],
    ['0', 0],
    ['00', 0],
    ['0_', 0],
    ['08', '08'],
    ['0o14', '0o14'],
    ['1_000', 1000],
    ['_1', '_1'],
    ['0x1F', 31],
    ['-0x1F', -31],
    ['0b11', 3],
    ['22:30', 1350],
    ['1:2:3', 3723],
    ['-1:30', -90],
    ['1:60', '1:60'],
    ['190:20:30.15', 685230.15],
    ['1.5', 1.5],
    ['1.', 1],
    ['.5', 0.5],
    ['-.5', '-.5'],
    ['+.5', '+.5'],
    ['1.0e+3', 1000],
    ['1e3', '1e3'],
    ['1e+3', '1e+3'],
    ['0.1_2', 0.12],
    ['+1', 1],
    ['.inf', Infinity],
    ['-.inf', -Infinity],
    ['10.0.0.1', '10.0.0.1'],
    ['2001-01-01', '2001-01-01'],
    ['9007199254740993', '9007199254740993'],
    ['web1', 'web1'],
    ['normal', 'normal'],
    ['offline', 'offline'],
  ];
  for (const [text, value] of cases) {
    it(`reads ${JSON.stringify(text)} as ${JSON.stringify(value)}`, () => {
      assert.equal(plainValue(text), value);
    });
  }

  it('reads .nan', () => {
    assert.ok(Number.isNaN(plainValue('.nan')));
  });
});
