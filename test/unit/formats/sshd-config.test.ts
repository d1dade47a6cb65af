import assert from 'node:assert/strict';
import { parseSshdConfig } from '../../../src/formats/sshd-config.ts';

/** Keyword and arguments of the only line. */
function parsed(text: string): readonly string[] {
  const [line] = parseSshdConfig(text);
  assert.ok(line);
  return [line.keyword, ...line.args];
}

describe('formats/sshd-config', () => {
  for (const [text, expected] of [
    ['UsePAM yes', ['usepam', 'yes']],
    ['  \tusepam\tYES  ', ['usepam', 'YES']],
    ['UsePAM=yes', ['usepam', 'yes']],
    ['UsePAM = yes', ['usepam', 'yes']],
    ['UsePAM ==yes', ['usepam', '=yes']],
    ['UsePAM yes\r', ['usepam', 'yes']],
    ['# UsePAM yes', ['']],
    ['', ['']],
    ['AuthenticationMethods a,b c # why', ['authenticationmethods', 'a,b', 'c']],
    ['Banner a#b', ['banner', 'a#b']],
    ['Match Group "domain users",admins', ['match', 'Group', 'domain users,admins']],
    ["Banner 'a b' \"c'd\"", ['banner', 'a b', "c'd"]],
    [String.raw`Banner "a\"b" c\ d`, ['banner', 'a"b', 'c d']],
    ['Banner "never closed', ['banner', 'never closed']],
    ['Banner "ends in a backslash\\', ['banner', 'ends in a backslash\\']],
    ["Banner 'a\\\rb", ['banner', 'a\\\rb']],
    ['Banner x\\', ['banner', 'x\\']],
    ['Banner ""', ['banner', '']],
    ['Banner', ['banner']],
  ] as const) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(parsed(`${text}\n`), expected);
    });
  }
});
