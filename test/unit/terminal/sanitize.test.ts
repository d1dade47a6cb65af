import assert from 'node:assert/strict';
import { sanitize, sanitizeJson } from '../../../src/terminal/sanitize.ts';
import { forbidden, payloads } from './payloads.ts';

describe('terminal/sanitize', () => {
  it('has a corpus of more than 2,000 payloads', () => {
    const hostile = payloads.filter((payload) => forbidden.test(payload));
    assert.ok(new Set(hostile).size >= 2000, String(new Set(hostile).size));
  });

  it('lets nothing through that could steer a terminal, and is stable', () => {
    for (const payload of payloads) {
      const safe = sanitize(payload);
      assert.doesNotMatch(safe, forbidden);
      assert.doesNotMatch(safe, /[\t\n]/);
      assert.equal(sanitize(safe), safe);
      assert.ok(safe.startsWith('web') && safe.endsWith('1'), 'what is harmless stays');
    }
  });

  it('lets only ASCII through where the locale has 8-bit controls', () => {
    for (const payload of [...payloads, 'é', '\u06db31m', '網'])
      assert.match(sanitize(payload, { ascii: true }), /^[ -~]*$/);
  });

  it('keeps newline and tab when told to', () => {
    for (const payload of payloads) assert.doesNotMatch(sanitize(payload, { lines: true }), forbidden);
    assert.equal(sanitize('a\tb\r\nc\rd\n', { lines: true }), 'a\tb\nc^Md\n');
    assert.equal(sanitize('a\tb\n'), 'a^Ib^J');
  });

  const shown: readonly (readonly [string, string])[] = [
    ['\x1b[31m', '^[[31m'],
    ['\0', '^@'],
    ['\x7f', '^?'],
    ['\x9b', '\\u{9b}'],
    ['\u202e', '\\u{202e}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\u{d800}'],
    ['Zürich 東京 🔑 ~', 'Zürich 東京 🔑 ~'],
  ];
  for (const [text, expected] of shown) {
    it(`shows ${JSON.stringify(text)} as ${expected}`, () => {
      assert.equal(sanitize(text), expected);
    });
  }

  it('escapes JSON without changing what it means', () => {
    for (const payload of payloads) {
      const text = sanitizeJson(JSON.stringify({ [payload]: payload }, undefined, 2));
      assert.doesNotMatch(text, forbidden);
      assert.deepEqual(JSON.parse(text), { [payload]: payload });
    }
  });
});
