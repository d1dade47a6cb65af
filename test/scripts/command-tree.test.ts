// The manual page and the completions that packages hold: made from the commands' own definitions, and asked as shells ask them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTree, type DescribedCommand } from '../../scripts/package/command-tree.ts';
import { bashCompletion, fishCompletion, zshCompletion } from '../../scripts/package/completions.ts';
import { manPage } from '../../scripts/package/man-page.ts';

const program = readFileSync(new URL('../../src/commands/program.ts', import.meta.url), 'utf8');

/** What a shell offers for a line whose last word is being typed. */
type Offer = (words: readonly string[]) => readonly string[];

describe('the commands as packages describe them', () => {
  let folder = '';
  let commands: readonly DescribedCommand[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-completions-'));
    commands = await commandTree('1.2.3');
    writeFileSync(join(folder, 'keyturn'), bashCompletion(commands));
    writeFileSync(join(folder, '_keyturn'), zshCompletion(commands));
    writeFileSync(join(folder, 'keyturn.fish'), fishCompletion(commands));
    writeFileSync(join(folder, 'key file'), '');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const lines = (shell: string, argv: readonly string[]): readonly string[] =>
    execFileSync(shell, argv, { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } })
      .split('\n')
      .filter((line) => line !== '');
  const shells: Readonly<Record<string, Offer>> = {
    bash: (words) =>
      lines('bash', [
        '-c',
        '. ./keyturn; COMP_WORDS=(keyturn "$@"); COMP_CWORD=$#; _keyturn; printf "%s\\n" "${COMPREPLY[@]}"',
        ...['-', ...words],
      ]),
    zsh: (words) =>
      lines('zsh', [
        '-fc',
        `compadd() { shift; print -l -- "\${(@M)@:#\${(b)words[CURRENT]}*}" }; _files() { print file }
        words=(keyturn "$@"); CURRENT=$#words; . ./_keyturn`,
        ...['-', ...words],
      ]).filter((line) => line !== 'file'),
    fish: (words) =>
      lines('fish', ['-c', `source keyturn.fish; complete -C "keyturn ${words.join(' ')}"`]).map(
        (line) => line.split('\t')[0] ?? '',
      ),
  };

  it('holds every command of the program', () => {
    const names = [...program.matchAll(/^ {2}(\w+): \{\n {4}summary/gm)].map(([, name]) => name);
    assert.ok(names.length > 10);
    assert.deepEqual(commands[0]?.subcommands, names);
    for (const name of names)
      assert.ok(
        commands.some(({ path }) => path.join() === name),
        name,
      );
    assert.ok(commands.some(({ path }) => path.join(' ') === 'vault init'));
  });

  it('has every option of every command in the manual page, and no line that is a macro by chance', () => {
    const page = manPage(commands, '1.2.3', 0);
    assert.match(page, /^\.TH KEYTURN 1 "1970-01-01" "keyturn 1\.2\.3"/);
    for (const { options } of commands.slice(1))
      for (const { names } of options)
        if (!names.includes('--help')) assert.ok(page.includes((names[0] ?? '').replaceAll('-', '\\-')), names.join());
    const macros = new Set(page.split('\n').flatMap((line) => /^[.'].\w*/.exec(line)?.[0] ?? []));
    assert.deepEqual([...macros].sort(), ['.B', '.BR', '.I', '.PP', '.SH', '.SS', '.TH', '.TP']);
  });

  for (const [name, offer] of Object.entries(shells)) {
    it(`completes in ${name}`, () => {
      assert.deepEqual(offer(['pl']), ['plan']);
      assert.deepEqual([...offer(['vault', 'in'])], ['init']);
      assert.deepEqual([...offer(['schema', 'base'])], ['baseline']);
      assert.deepEqual([...offer(['plan', '--detailed'])], ['--detailed-exitcode']);
      assert.deepEqual([...offer(['plan', '-i', 'x.yml', '--expl'])], ['--explain']);
      assert.ok(!offer(['status', '--']).includes('--detailed-exitcode'));
      assert.deepEqual(
        offer(['plan', '-i', 'key']).filter((word) => word.startsWith('-')),
        [],
      );
    });
  }
});
