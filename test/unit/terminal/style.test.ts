import assert from 'node:assert/strict';
import { wantsColour, type ColourFlag, type Environment } from '../../../src/terminal/colour.ts';
import { createStyle, isUtf8 } from '../../../src/terminal/style.ts';

function stream(isTTY: boolean, columns?: number): NodeJS.WritableStream & { isTTY: boolean; columns?: number } {
  const fake = { isTTY, write: () => true } as unknown as NodeJS.WritableStream & { isTTY: boolean };
  return columns === undefined ? fake : Object.assign(fake, { columns });
}

describe('terminal/style', () => {
  const cases: readonly (readonly [boolean, ColourFlag, Environment, boolean])[] = [
    [true, 'auto', {}, true],
    [false, 'auto', {}, false],
    [false, 'always', {}, true],
    [false, 'always', { NO_COLOR: '1' }, true],
    [true, 'never', { FORCE_COLOR: '1' }, false],
    [true, 'auto', { NO_COLOR: '1' }, false],
    [true, 'auto', { NO_COLOR: '' }, true],
    [true, 'auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [false, 'auto', { FORCE_COLOR: '1' }, true],
    [false, 'auto', { FORCE_COLOR: '1', TERM: 'dumb' }, true],
    [true, 'auto', { FORCE_COLOR: '0' }, false],
    [true, 'auto', { TERM: 'dumb' }, false],
  ];
  for (const [tty, flag, env, expected] of cases) {
    it(`${tty ? 'terminal' : 'pipe'} --color=${flag} ${JSON.stringify(env)}: ${expected ? 'colour' : 'none'}`, () => {
      assert.equal(wantsColour(stream(tty), env, flag), expected);
    });
  }

  it('paints only where there is colour', () => {
    assert.equal(createStyle(stream(true), { LANG: 'C.UTF-8' }).paint('red', 'no'), '\x1b[31mno\x1b[39m');
    assert.equal(createStyle(stream(false), { LANG: 'C.UTF-8' }).paint('red', 'no'), 'no');
    assert.equal(createStyle(stream(true), {}).paint('red', ''), '');
  });

  it('reads the locale as setlocale does', () => {
    assert.equal(isUtf8({ LANG: 'de_DE.UTF-8' }), true);
    assert.equal(isUtf8({ LANG: 'en_US.utf8', LC_ALL: 'C' }), false);
    assert.equal(isUtf8({ LANG: 'C', LC_CTYPE: 'C.UTF-8', LC_ALL: '' }), true);
    assert.equal(isUtf8({}), false);
  });

  it('writes ASCII signs and text in other locales', () => {
    const style = createStyle(stream(false), { LC_ALL: 'POSIX' });
    assert.equal(style.symbols.arrow, '->');
    assert.equal(style.text('Zürich'), 'Z\\u{fc}rich');
    assert.deepEqual(style.lines('a\nb\n\n'), ['a', 'b']);
  });

  it('follows the width of the stream, and assumes 80', () => {
    const terminal = stream(true, 120);
    const style = createStyle(terminal, {});
    assert.equal(style.width(), 120);
    terminal.columns = 60;
    assert.equal(style.width(), 60);
    assert.equal(createStyle(stream(false), {}).width(), 80);
    assert.equal(createStyle(stream(true, 0), {}).width(), 80);
  });
});
