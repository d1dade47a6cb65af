import assert from 'node:assert/strict';
import { encode } from 'uqr';
import { handoutText, type QrStyle } from '../../../src/enrolment/handout.ts';
import { keyUri } from '../../../src/enrolment/totp.ts';
import { enrolmentOf } from './fixtures.ts';

const enrolment = enrolmentOf('alice');
const plain = (style: QrStyle): string =>
  handoutText(enrolment, style)
    .reveal()
    .replaceAll(/\u001b\[[0-9;]*m/g, '');

/** The modules that a text shows, true for the colour of the characters, two rows per line. */
function drawn(text: string): readonly (readonly boolean[])[] {
  const lines = text.split('\n').filter((line) => /^[ █▀▄]{29,}$/.test(line));
  const half = (line: string, blocks: string): readonly boolean[] => Array.from(line, (char) => blocks.includes(char));
  return lines.flatMap((line) => [half(line, '█▀'), half(line, '█▄')]);
}

describe('handout', () => {
  it('has the link, the key, and every recovery code with a word on its use', () => {
    const text = plain('dark');
    assert.ok(text.includes(`  ${keyUri(enrolment).reveal()}\n`));
    assert.equal(/ {2}((?:[A-Z2-7]{4} ?){8})\n/.exec(text)?.[1]?.replaceAll(' ', ''), enrolment.secret.reveal());
    for (const code of enrolment.recoveryCodes) assert.ok(text.includes(`  ${code.reveal()}\n`));
    assert.match(text, /type one of these instead/);
    assert.match(text, /works once\s+on each host/);
  });

  // That phones read it was tried with zbarimg; this holds what was tried: light modules light, dark ones dark, four light ones around.
  for (const [style, charactersAre] of [
    ['dark', 'light'],
    ['coloured', 'light'],
    ['light', 'dark'],
  ] as const) {
    it(`draws the ${charactersAre} modules of the QR code with characters when the style is ${style}`, () => {
      const { data, size } = encode(keyUri(enrolment).reveal(), { border: 4 });
      const rows = drawn(plain(style));
      const dark = rows.slice(0, size).map((row) => row.map((set) => set === (charactersAre === 'dark')));
      assert.deepEqual(dark, data);
      assert.ok(
        data
          .slice(0, 4)
          .flat()
          .every((module) => !module),
      );
      assert.ok(size <= 80);
    });
  }

  it('sets its own colours on a terminal, and ends them on each line', () => {
    const lines = handoutText(enrolment, 'coloured').reveal().split('\n');
    const coloured = lines.filter((line) => line.includes('\u001b'));
    assert.ok(coloured.length > 20);
    for (const line of coloured) assert.match(line, /^\u001b\[38;5;231;48;5;16m[ █▀▄]+\u001b\[0m$/);
  });
});
