// --format and --report KIND=FILE, from the command line to the files: a format is one object, whatever it reports on.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { Command, CommanderError } from 'commander';
import type { CommandContext } from '../../../src/commands/context.ts';
import { addReportOptions, type ReportFlags } from '../../../src/commands/report-options.ts';
import { requireReportFiles, writeReports } from '../../../src/commands/write-reports.ts';
import { UsageError } from '../../../src/diagnostics/errors.ts';
import { reporters } from '../../../src/reporters/index.ts';
import type { Reported, Reporter } from '../../../src/reporters/reporter.ts';
import { options, reportWith } from '../reporters/audit-fixtures.ts';
import { report, result } from '../reporters/fixtures.ts';

/** A format that nobody has thought of yet: one object, and what `npm run generate` makes of its file. */
const madeUp: Reporter = {
  name: 'made-up',
  description: 'the names of the hosts, for nobody',
  run: (reports) => `run of ${reports.flatMap(({ hosts }) => hosts.map(({ host }) => host)).join()}\n`,
  audit: ({ hosts }) => `audit of ${hosts.map(({ host }) => host).join()}\n`,
};
const registry = [...reporters, madeUp];
const runs = [report([result('web1', 'ok'), result('web2', 'lost')])];
const audit = reportWith('web');

interface Written {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

describe('commands/reports', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-reports-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A command that reports on what is given above, called with some flags. */
  async function command(reported: Reported, argv: readonly string[], write = false): Promise<Written> {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const context: CommandContext = {
      ...streams,
      ...{ stdin: new PassThrough(), env: { LANG: 'C.UTF-8' }, cwd: folder, exitCode: 0 },
    };
    const program = addReportOptions(new Command('test'), reported, registry)
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void streams.stdout.write(text),
        writeErr: (text) => void streams.stderr.write(text),
      })
      .action(async (flags: ReportFlags<'run'> & ReportFlags<'audit'>) => {
        if (!write) await requireReportFiles(context, flags);
        const where = { ...flags, color: 'auto' } as const;
        context.exitCode =
          reported === 'run'
            ? await writeReports<'run'>(context, where, ({ run }, style) => run(runs, { style, verbosity: 0 }))
            : await writeReports<'audit'>(context, where, (reporter, style) =>
                reporter.audit(audit, { ...options, style }),
              );
      });
    try {
      await program.parseAsync([...argv], { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      context.exitCode = error.exitCode;
    }
    const text = (stream: PassThrough): string => String(stream.read() ?? '');
    return { stdout: text(streams.stdout), stderr: text(streams.stderr), code: context.exitCode };
  }

  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  for (const [reported, hosts] of [
    ['run', 'web1,web2'],
    ['audit', 'web1,web2,web3,gone,later'],
  ] as const) {
    it(`a made-up format is found by --format and --report: ${reported}`, async () => {
      const expected = `${reported} of ${hosts}\n`;
      const { stdout, code } = await command(reported, ['--format', 'made-up', '--report', 'made-up=out.txt']);
      assert.deepEqual([stdout, read('out.txt'), code], [expected, expected, 0]);
    });

    it(`--help of a command with ${reported} reports names the kinds that it can have, and no other`, async () => {
      const { stdout } = await command(reported, ['--help']);
      for (const { name, description, [reported]: render } of registry) {
        assert.equal(stdout.includes(`  ${name.padEnd(9)} ${description}\n`), render !== undefined, name);
      }
    });

    it(`a kind of which there is no ${reported} report is an error that names those there are`, async () => {
      const kinds = registry.flatMap(({ name, [reported]: render }) => (render === undefined ? [] : [name]));
      const others = [...registry.map(({ name }) => name), 'pdf', ''].filter((name) => !kinds.includes(name));
      for (const flags of others.flatMap((name) => [
        ['--format', name],
        ['--report', `${name}=x`],
      ])) {
        const { code, stdout, stderr } = await command(reported, flags);
        assert.notEqual(code, 0);
        assert.equal(stdout, '');
        assert.ok(stderr.includes(kinds.join(', ')), stderr);
      }
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('an audit can have what a run cannot', () => {
    const only = (reported: Reported, other: Reported): readonly string[] =>
      reporters.filter((one) => one[reported] !== undefined && one[other] === undefined).map(({ name }) => name);
    assert.ok(only('audit', 'run').includes('sarif'));
    assert.deepEqual(only('run', 'audit'), []);
  });

  it('--json is --format json, and the last one counts', async () => {
    const written = async (...argv: readonly string[]): Promise<string> => (await command('run', argv)).stdout;
    const json = await written('--format', 'json');
    assert.equal(Reflect.get(Object(JSON.parse(json)), 'version'), 1);
    assert.equal(await written('--json'), json);
    assert.equal(await written('--format', 'made-up', '--json'), json);
    assert.equal(await written('--json', '--format', 'made-up'), await written('--format', 'made-up'));
    assert.match(await written(), /^PLAY \[/);
  });

  it('what is no KIND=FILE says what it must be', async () => {
    for (const text of ['json', 'json=', '=out', '-']) {
      const { code, stderr } = await command('run', ['--report', text]);
      assert.notEqual(code, 0);
      assert.match(stderr, /KIND=FILE|kinds of reports/, text);
    }
    assert.match((await command('run', ['--report', 'json=-'])).stderr, /--format json/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('a file may have any name, = included', async () => {
    await command('run', ['--report', 'made-up=a=b.txt']);
    assert.equal(read('a=b.txt'), 'run of web1,web2\n');
  });

  it('files are known to be writable before anything is connected to', async () => {
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'file'), '');
    for (const [file, why] of [
      ['none/out', /none\/out: .*ENOENT/],
      ['taken', /taken: .*is a directory/],
      ['file/out', /file\/out: .*ENOTDIR/],
    ] as const) {
      await assert.rejects(command('run', ['--report', `made-up=${file}`]), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, why);
        assert.match(error.help ?? '', /folder/);
        return true;
      });
    }
    await assert.rejects(command('run', ['--report', 'json=a', '--report', 'made-up=./a']), /two reports .* a$|\.\/a$/);
  });

  it('a report that cannot be written takes no other with it, and is said', async () => {
    const flags = ['--report', 'json=none/a\u001b[2J', '--report', 'made-up=b'];
    const { stdout, stderr, code } = await command('run', flags, true);
    assert.match(stdout, /^PLAY \[/);
    assert.equal(read('b'), 'run of web1,web2\n');
    assert.equal(code, 1);
    assert.match(stderr, /^keyturn: the json report was not written: ENOENT.*\n$/);
    assert.ok(!stderr.includes('\u001b'));
  });

  it('a file is replaced as a whole: its link, its permissions and its other names stay as they are', async () => {
    writeFileSync(join(folder, 'old'), 'old');
    chmodSync(join(folder, 'old'), 0o640);
    symlinkSync('old', join(folder, 'link'));
    const before = statSync(join(folder, 'old'));
    await command('run', ['--report', 'made-up=link']);
    const after = statSync(join(folder, 'old'));
    assert.equal(readlinkSync(join(folder, 'link')), 'old');
    assert.equal(read('old'), 'run of web1,web2\n');
    assert.equal(after.mode, before.mode);
    assert.notEqual(after.ino, before.ino, 'written over, which a reader can meet halfway');
    assert.deepEqual(readdirSync(folder).sort(), ['link', 'old']);
  });

  it('a disk that fills up leaves the old report, and nothing beside it', async () => {
    writeFileSync(join(folder, 'out'), 'old');
    const module = join(import.meta.dirname, '../../../src/commands/replace-file.ts');
    const program = `
      const { replaceFile } = await import(${JSON.stringify(module)});
      await replaceFile(${JSON.stringify(join(folder, 'out'))}, 'x'.repeat(1_000_000))
        .catch(({ code }) => process.stdout.write(code));
    `;
    // A file that may not grow beyond so many blocks fails like a full disk, in the middle.
    const limited = 'ulimit -f 1000; exec "$0" --import tsx --input-type=module --eval "$1"';
    const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, program]);
    assert.equal(stdout, 'EFBIG');
    assert.equal(read('out'), 'old');
    assert.deepEqual(readdirSync(folder), ['out']);
  });

  it('what is no regular file is written to, and stays', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const reading = promisify(execFile)('cat', ['pipe'], { cwd: folder });
    const { code } = await command('run', ['--report', 'made-up=pipe', '--report', 'json=/dev/null']);
    assert.equal((await reading).stdout, 'run of web1,web2\n');
    assert.equal(code, 0);
    assert.ok(statSync(join(folder, 'pipe')).isFIFO());
    assert.ok(statSync('/dev/null').isCharacterDevice());
  });
});
