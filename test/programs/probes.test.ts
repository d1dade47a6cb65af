// Every probe is plain POSIX sh: checked by shellcheck, and run here by three shells. On this machine most of what they look for is
// missing, which is a case too.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../src/facts/fact.ts';
import { facts } from '../../src/facts/index.ts';
import { readFamily } from '../../src/facts/probe/family.ts';

const words = ['root', 'nobody', 'not-here', "it's", 'libc6'];
const shells = [['dash'], ['bash', '--posix'], ['bash'], ['busybox', 'ash']] as const;

function scriptOf(fact: Fact<unknown>, params: readonly string[]): string {
  return [readFamily(), ...(fact.preludes ?? []), fact.probe(params)].join('');
}

describe('probes', function () {
  this.timeout(180_000);
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'keyturn-probes-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it('satisfy shellcheck', () => {
    const paths = facts.flatMap((fact) =>
      [words, []].map((params) => {
        const path = join(directory, `${fact.name}-${params.length}.sh`);
        writeFileSync(path, scriptOf(fact, params));
        return path;
      }),
    );
    const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', ...paths], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });

  for (const [shell, ...options] of shells) {
    it(`run without a word on stderr under ${[shell, ...options].join(' ')}`, () => {
      for (const fact of facts) {
        for (const params of [words, []]) {
          const script = `set -u\n(\n${scriptOf(fact, params)}\n) </dev/null\n`;
          const { stderr } = spawnSync(shell, [...options, '-s'], { input: script, encoding: 'utf8' });
          assert.equal(stderr, '', fact.name);
        }
      }
    });

    it(`say the same under ${[shell, ...options].join(' ')} as under sh`, () => {
      for (const fact of facts) {
        if (['clock', 'sshd-daemon', 'ssh-doors'].includes(fact.name)) continue;
        const read = (argv: readonly string[]): unknown => {
          const [program = '', ...rest] = argv;
          return fact.parse(
            execFileSync(program, [...rest, '-c', `${scriptOf(fact, words)}\ntrue`], { encoding: 'utf8' }),
          );
        };
        assert.deepEqual(read([shell, ...options]), read(['sh']), fact.name);
      }
    });
  }

  it('degrade where they may not look', () => {
    for (const fact of facts) {
      const argv = ['--reuid=65534', '--regid=65534', '--clear-groups', 'sh', '-c', scriptOf(fact, words)];
      const { stdout, stderr } = spawnSync('setpriv', argv, { encoding: 'utf8', cwd: '/' });
      assert.equal(stderr, '', fact.name);
      fact.parse(stdout);
    }
  });
});
