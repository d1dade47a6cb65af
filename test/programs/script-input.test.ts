import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

import fc from 'fast-check';

import {
  beginMarker,
  readScriptOutput,
  scriptInput,
  scriptInputForStream,
  type ScriptInput,
} from '../../src/shell/script-input.ts';
import { sudo } from '../../src/become/sudo.ts';
import { runs, seed } from '../support/seed.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const shells = [scriptInput('', [], nonce).shell, scriptInputForStream('', [], nonce).shell] as const;

const installed = (argv: readonly string[]): boolean =>
  spawnSync(argv[0] ?? '', [...argv.slice(1), '-c', 'true']).status === 0;

/** Shells that may be an account's login shell: they read the constant command. */
const loginShells = [
  ['dash'],
  ['bash'],
  ['busybox', 'sh'],
  ['zsh'],
  ['fish'],
  ['tcsh'],
  ['csh'],
  ['mksh'],
  ['ksh'],
].filter(installed);
/** Shells that may be a host's /bin/sh: they read the script. */
const scriptShells = [['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['mksh']].filter(installed);

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(shell: readonly string[], command: string, stdin: string): Ending {
  const { status, stdout, stderr } = spawnSync(shell[0] ?? '', [...shell.slice(1), '-c', command], {
    input: stdin,
    maxBuffer: 16 * 1024 * 1024,
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** The command as a host would run it whose /bin/sh is this shell. */
function withShell(input: ScriptInput, shell: readonly string[]): string {
  return input.shell.replace('/bin/sh', shell.join(' '));
}

const nasty = fc.constantFrom(
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    "'",
    '"',
    '\\',
    '!',
    '$',
    '`',
    '*',
    '?',
    '[',
    '~',
    '#',
    ';',
    '&',
    '|',
    '<',
    '>',
    '(',
    ')',
    '{',
    '}',
    '%',
    '=',
    '-',
  ],
  ...['\x01', '\x1b', '\x7f', 'é', 'ß', '€', '😀', '\u202e', 'a', 'Z', '0', '\\n', "'\\''", '$(id)', 'EOF'],
);
const word = fc
  .oneof(fc.string({ unit: nasty, maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }))
  .map((text) => text.replaceAll('\0', ''));
const wordsPerRun = 20;
const arrival = fc.record({
  args: fc.array(word, { minLength: wordsPerRun - 1, maxLength: wordsPerRun - 1 }),
  rest: fc.oneof(
    word,
    fc.string({ unit: 'binary-ascii', maxLength: 200 }),
    fc.constantFrom('', '\0', '\0\n\0', `\n${nonce}\n`, 'no newline', '\n\n\n', 'x'.repeat(100_000)),
  ),
});
const arrivals = { seed: seed(), numRuns: runs(500, 10_000) / wordsPerRun };
const echoAll = 'for word do printf "%s" "$word"; printf "\\0"; done\ncat';

describe('script on standard input', () => {
  it('is started by a command that every login shell reads alike', () => {
    for (const shell of shells) {
      for (const command of [`exec ${shell}`, sudo.command(shell)]) {
        assert.doesNotMatch(command, /[\n!\\]/);
        assert.match(command, /^[^']*(?:'[^']*')?$/);
      }
    }
    assert.ok(shells.every((shell) => shell.length < 1024));
  });

  for (const shell of loginShells) {
    it(`arrives byte for byte, with the stream behind it, through ${shell.join(' ')}`, function () {
      this.timeout(300_000);
      fc.assert(
        fc.property(arrival, ({ args, rest }) => {
          const input = scriptInputForStream(echoAll, args, nonce);
          const { code, stdout, stderr } = run(shell, `exec ${input.shell}`, input.stdin + rest);
          assert.equal(stdout, beginMarker(nonce) + args.map((arg) => `${arg}\0`).join('') + rest);
          assert.deepEqual([code, stderr], [0, '']);
        }),
        arrivals,
      );
    });
  }

  for (const shell of scriptShells) {
    describe(`where /bin/sh is ${shell.join(' ')}`, () => {
      const runScript = (text: string, args: readonly string[] = []): Ending => {
        const input = scriptInput(text, args, nonce);
        return run(['dash'], `exec ${withShell(input, shell)}`, input.stdin);
      };

      it('arrives byte for byte, with the stream behind it', function () {
        this.timeout(300_000);
        fc.assert(
          fc.property(arrival, ({ args, rest }) => {
            const input = scriptInputForStream(echoAll, args, nonce);
            const { stdout } = run(['dash'], `exec ${withShell(input, shell)}`, input.stdin + rest);
            assert.equal(stdout, beginMarker(nonce) + args.map((arg) => `${arg}\0`).join('') + rest);
          }),
          arrivals,
        );
      });

      it('arrives byte for byte with nothing behind it, and reads nothing', function () {
        this.timeout(300_000);
        fc.assert(
          fc.property(arrival, ({ args }) => {
            const { stdout } = runScript(`${echoAll}; echo rest`, args);
            const { ended, text } = readScriptOutput(stdout, nonce);
            assert.ok(ended);
            assert.equal(text, args.map((arg) => `${arg}\0`).join('') + 'rest\n');
          }),
          arrivals,
        );
      });

      it('is not run if any of it is missing', () => {
        const script = 'echo one\necho two\n'.repeat(20);
        for (const input of [scriptInput(script, [], nonce), scriptInputForStream(script, [], nonce)]) {
          const { stdin } = input;
          for (let length = 0; length < stdin.length - 1; length += 37) {
            const { stdout, code } = run(['dash'], withShell(input, shell), stdin.slice(0, length));
            assert.equal(stdout, '', `after ${length} bytes`);
            assert.ok(length === 0 || code !== 0 || length < 2, `after ${length} bytes`);
          }
        }
      });

      const endings: readonly (readonly [string, string, number, boolean, string])[] = [
        ['ends with the status of its last command', 'echo a; false', 1, false, 'a\n'],
        ['keeps the status of exit', 'echo a; exit 7; echo b', 7, false, 'a\n'],
        ['may end early with success', 'echo a; exit 0; echo b', 0, true, 'a\n'],
        ['stops at an error under set -e', 'set -e; echo a; false; echo b', 1, false, 'a\n'],
        ['may print nothing', ':', 0, true, ''],
        ['may print no newline at its end', 'printf a', 0, true, 'a'],
        ['may end with a comment', 'echo a # b', 0, true, 'a\n'],
        ['sees its arguments', 'echo "$# $1"', 0, true, '2 a b\n'],
        ['may set a trap', "trap 'echo bye' EXIT; echo a", 0, true, 'a\nbye\n'],
        ['speaks no language', 'echo "$LC_ALL"', 0, true, 'C\n'],
        ['finds the tools of administrators', 'case $PATH in *:/usr/sbin:/sbin) echo yes;; esac', 0, true, 'yes\n'],
        [
          'cannot forge its end by printing it early',
          `printf '\\n${nonce} end\\n'; echo a; exit 1`,
          1,
          false,
          `\n${nonce} end\na\n`,
        ],
      ];
      for (const [title, text, code, ended, stdout] of endings) {
        it(title, () => {
          const ending = runScript(text, ['a b', 'c']);
          assert.equal(ending.code, code);
          assert.deepEqual(readScriptOutput(ending.stdout, nonce), { started: true, ended, text: stdout });
        });
      }

      it('runs nothing where its syntax is wrong', () => {
        const { code, stdout, stderr } = runScript('echo a\nif true; then\n');
        assert.notEqual(code, 0);
        assert.equal(stdout, '');
        assert.notEqual(stderr, '');
      });

      it('leaves its streams to whoever opened it', () => {
        const input = scriptInputForStream('tr a-z A-Z', [], nonce);
        const { stdout } = run(['dash'], withShell(input, shell), `${input.stdin}hello`);
        assert.equal(stdout, `${beginMarker(nonce)}HELLO`);
      });
    });
  }

  it('leaves out what the login shell printed', () => {
    const output = readScriptOutput(`Welcome!${beginMarker(nonce)}a\n\n${nonce} end\n`, nonce);
    assert.deepEqual(output, { started: true, ended: true, text: 'a\n' });
  });

  it('has not ended where something came after its end', () => {
    assert.equal(readScriptOutput(`${beginMarker(nonce)}a\n${nonce} end\nlate`, nonce).ended, false);
  });

  it('cannot hold NUL', () => {
    assert.throws(() => scriptInput('a\0b', [], nonce), TypeError);
    assert.throws(() => scriptInput('a', ['a\0b'], nonce), TypeError);
  });
});
