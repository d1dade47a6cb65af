import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spentCodesIn } from '../../../src/enrolment/spent-codes.ts';
import { runs } from '../../support/seed.ts';
import { saying, temporaryFolder } from './fixtures.ts';

const stateFile = { host: 'web1', account: 'alice' };
const now = 1_800_000_000; // the beginning of a file

describe('spent codes', () => {
  const root = temporaryFolder();
  const folder = (): string => join(root(), 'state', 'spent-codes');
  const steps = (): readonly unknown[] =>
    spentCodesIn(folder())
      .uses(stateFile)
      .map((use) => use.step);

  it('are remembered by the next run, with the attempts that spent none', () => {
    const spent = spentCodesIn(folder());
    assert.ok(spent.claim(stateFile, { at: now, step: 7 }));
    assert.ok(spent.claim(stateFile, { at: now, step: undefined }));
    assert.deepEqual(steps(), [7, undefined]);
  });

  it('are private', () => {
    spentCodesIn(folder()).claim(stateFile, { at: now, step: 7 });
    assert.equal(statSync(folder()).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder(), '3000000.ndjson')).mode & 0o777, 0o600);
  });

  it('are seen by runs that started before', () => {
    const [one, two] = [spentCodesIn(folder()), spentCodesIn(folder())];
    assert.deepEqual(two.uses(stateFile), []);
    assert.ok(one.claim(stateFile, { at: now, step: 7 }));
    assert.ok(!two.claim(stateFile, { at: now, step: 7 }), 'claimed by the other one');
    assert.ok(two.claim(stateFile, { at: now, step: 8 }));
    assert.deepEqual(new Set(one.uses(stateFile).map((use) => use.step)), new Set([7, 8]));
  });

  it('survive lines that are torn or not ours', () => {
    spentCodesIn(folder()).claim(stateFile, { at: now, step: 7 });
    const file = join(folder(), '3000000.ndjson');
    appendFileSync(file, '{"host":"web1","account":"al');
    const spent = spentCodesIn(folder());
    assert.deepEqual(spent.uses(stateFile).length, 1);
    assert.ok(spent.claim(stateFile, { at: now, step: 8 }));
    appendFileSync(file, 'null\n7\n{}\n{"host":"web1","account":"alice","at":"x","by":"y"}\n');
    writeFileSync(join(folder(), 'notes.txt'), 'not ours');
    assert.deepEqual(steps(), [7, 8]);
    assert.deepEqual(
      spent.uses(stateFile).map((use) => use.step),
      [7, 8],
    );
  });

  it('are forgotten after ten minutes or more, not before', () => {
    const spent = spentCodesIn(folder());
    spent.claim(stateFile, { at: now + 599, step: 7 });
    spent.claim(stateFile, { at: now + 600, step: 8 });
    spent.claim(stateFile, { at: now + 1199, step: 9 });
    assert.deepEqual(steps(), [7, 8, 9]);
    spent.claim(stateFile, { at: now + 1200, step: 10 });
    assert.deepEqual(steps(), [8, 9, 10]);
    assert.deepEqual(readdirSync(folder()), ['3000001.ndjson', '3000002.ndjson']);
    assert.deepEqual(
      spent.uses(stateFile).map((use) => use.step),
      [8, 9, 10],
    );
  });

  it('say where they could not be kept', () => {
    mkdirSync(join(root(), 'state'));
    writeFileSync(folder(), 'a file is in the way');
    const spent = spentCodesIn(folder());
    assert.throws(() => spent.claim(stateFile, { at: now, step: 7 }), saying(/cannot keep spent/, /XDG_STATE_HOME/));
  });

  it('are claimed by at most one of several processes', async () => {
    const count = runs(200, 2000);
    const claimer = fileURLToPath(new URL('./claim-in-a-loop.ts', import.meta.url));
    const argv = ['--import', 'tsx', claimer, folder(), String(count), String(Date.now() + 1500)];
    const run = async (): Promise<readonly string[]> => {
      const { stdout } = await promisify(execFile)(process.execPath, argv);
      return stdout.split('\n').filter((line) => line !== '');
    };
    const won = (await Promise.all([run(), run(), run()])).flat();
    assert.equal(new Set(won).size, won.length, 'a step was won twice');
    assert.ok(won.length > 0);
    const lines = readdirSync(folder()).flatMap((name) => readFileSync(join(folder(), name), 'utf8').split('\n'));
    assert.equal(lines.filter((line) => line !== '').length, 3 * count, 'a line was lost or torn');
  }).timeout(60_000);
});
