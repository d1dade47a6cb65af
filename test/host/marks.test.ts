// What off.sh takes out of a file is what the tasks put into it: its shell against their TypeScript, on files as they come.
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PamFactor } from '../../src/policies/factor.ts';
import { withBlock, withoutBlock } from '../../src/tasks/pam/block.ts';
import { withoutInclude } from '../../src/tasks/sshd/placement.ts';
import { runs, seed } from '../support/seed.ts';
import { moduleStateFile } from '../../src/formats/state-file.ts';
import { shells } from './host-root.ts';

const marks = readFileSync(new URL('../../host/lib/marks.sh', import.meta.url), 'utf8');

const texts = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        '@include common-auth',
        '# a comment',
        '',
        'auth required x.so a=\\b %s',
        '  * $(id) `id` ~',
        '\t',
      ),
      { minLength: 1, maxLength: 6 },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, end, ended]) => lines.join(end) + (ended ? end : ''));

/** What the lines in the block ask for. */
const asked = fc.constantFrom<readonly PamFactor[]>(['code'], ['password', 'code']);

const includeBlock = '# BEGIN KEYTURN\nInclude /etc/ssh/sshd_config.d/00-keyturn.conf\n# END KEYTURN\n';

/** What somebody may have made of a file: a line that is gone, there twice, or moved. */
const harms = fc.constantFrom<(lines: string[], at: number) => void>(
  () => undefined,
  (lines, at) => lines.splice(at % lines.length, 1),
  (lines, at) => lines.splice(at % lines.length, 0, (lines[(at * 7) % lines.length] ?? '').replace(/\n?$/, '\n')),
  (lines, at) => lines.unshift(...lines.splice(at % lines.length, 1).map((line) => line.replace(/\n?$/, '\n'))),
);

for (const [name, shell] of Object.entries(shells)) {
  describe(`the marks of Keyturn in files, under ${name}`, function () {
    this.timeout(600_000);
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'keyturn-marks-'));
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });

    /** What off.sh makes of a file; undefined where it leaves it to people. */
    function taken(text: string, step: 'pam' | 'sshd'): string | undefined {
      const file = join(folder, 'file');
      writeFileSync(file, text);
      const [program, ...words] = shell;
      const script = `set -u\n${marks}\nmarks_in "$1"\n[ "$found_mark" = block ] || { cat "$1"; exit 0; }\nwithout_block "$1" "$2"`;
      const ran = spawnSync(program, [...words, '-c', script, 'sh', file, step], { encoding: 'utf8' });
      assert.equal(ran.stderr, '');
      return ran.status === 0 ? ran.stdout : undefined;
    }

    const options = { seed: seed(), numRuns: runs(40, 1500) };

    it('are taken out of PAM as the task takes them out, whatever somebody did to the file', () => {
      const property = fc.property(texts, fc.nat(5), asked, harms, fc.nat(20), (text, at, asks, harm, where) => {
        const lines = withBlock(text, at % text.split('\n').length, asks, moduleStateFile).split(/(?<=\n)/);
        harm(lines, where);
        const harmed = lines.join('');
        const wanted = withoutBlock(harmed);
        assert.equal(taken(harmed, 'pam'), wanted.state === 'broken' ? undefined : wanted.text);
      });
      fc.assert(property, options);
    });

    it("are taken out of sshd's main file as the task takes them out", () => {
      const property = fc.property(texts, harms, fc.nat(20), (text, harm, where) => {
        const lines = `${includeBlock}${text}`.split(/(?<=\n)/);
        harm(lines, where);
        const harmed = lines.join('');
        assert.equal(taken(harmed, 'sshd'), withoutInclude(harmed));
      });
      fc.assert(property, options);
    });
  });
}
