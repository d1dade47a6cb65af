// Threat T6: nothing that a host, a playbook or an error says reaches the terminal as anything but text.
import assert from 'node:assert/strict';
import { json } from '../../src/reporters/json.ts';
import { table } from '../../src/reporters/table.ts';
import { createStyle } from '../../src/terminal/style.ts';
import { forbidden, ownColours, payloads } from '../unit/terminal/payloads.ts';
import { plainStyle, textOf } from '../unit/reporters/fixtures.ts';
import { poisoned } from '../unit/reporters/poisoned.ts';

describe('reporters against hostile text', function () {
  this.timeout(120_000);

  const colour = createStyle(process.stdout, { LANG: 'C.UTF-8' }, 'always');

  it('table: no control character, no bidi, no escape but our own', () => {
    for (const payload of payloads) {
      const options = { diff: () => payload, verbosity: 2 };
      assert.doesNotMatch(textOf(table, [poisoned(payload)], { ...options, style: plainStyle }), forbidden);
      const painted = textOf(table, [poisoned(payload)], { ...options, style: colour });
      assert.doesNotMatch(painted.replaceAll(ownColours, ''), forbidden);
    }
  });

  it('json: the same, and the texts are exact', () => {
    for (const payload of payloads) {
      const text = textOf(json, [poisoned(payload)], { diff: () => payload });
      assert.doesNotMatch(text, forbidden);
      const { runs } = JSON.parse(text) as { runs: { play: string }[] };
      assert.equal(runs[0]?.play, payload);
    }
  });
});
