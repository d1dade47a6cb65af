// Breaks the program on purpose, where evidence becomes a verdict, and asks whether the unit tests notice: one file by the seed, all of them
// with KEYTURN_FULL=1. A break that nothing notices is a test to write, or an entry of accepted.yml with the reason.
import assert from 'node:assert/strict';
import { seed } from '../support/seed.ts';
import { acceptedSurvivors, isAccepted, staleEntries } from './accepted.ts';
import { filesIn, groups, type Group } from './groups.ts';
import { tryMutants, type Mutant } from './stryker.ts';

const isFull = process.env['KEYTURN_FULL'] === '1';
/** The percentage of mutants that tests must notice. */
const bar = 90;

function shown({ file, line, mutator, was, became }: Mutant): string {
  return `${file}:${line} ${mutator}: ${was} → ${became}`;
}

/** Prints the score; fails below the bar. */
function judge(name: string, mutants: readonly Mutant[], least: number): void {
  const killed = mutants.filter(({ outcome }) => outcome === 'killed').length;
  const score = (killed / mutants.length) * 100;
  process.stdout.write(`      ${name}: ${killed} of ${mutants.length} breaks noticed (${score.toFixed(1)} %)\n`);
  assert.ok(mutants.length > 0, 'nothing was broken');
  assert.ok(score >= least, `${score.toFixed(1)} % are fewer than ${least} %`);
}

function requireListed(survivors: readonly Mutant[]): void {
  const list = acceptedSurvivors();
  const unlisted = survivors.filter((mutant) => !isAccepted(list, mutant)).map(shown);
  assert.deepEqual(unlisted, [], 'no test notices these breaks, and accepted.yml does not say why');
}

/** One file, chosen by the seed. */
function sample(): { readonly group: Group; readonly file: string } {
  const all = groups.flatMap((group) => filesIn(group.of, '.ts').map((file) => ({ group, file })));
  return all[seed() % all.length] ?? assert.fail('there is no file to break');
}

describe('breaks of the program that unit tests must notice', function () {
  this.timeout(3_600_000);

  if (!isFull) {
    it(`are noticed in one file, seed ${seed()}`, async () => {
      const { group, file } = sample();
      const mutants = await tryMutants({
        ...{ mutate: [file], tests: filesIn(group.tests, '.test.ts'), whileLoading: false, concurrency: 1 },
      });
      // A file is a small number: the list decides, not the percentage.
      judge(file, mutants, 0);
      requireListed(mutants.filter(({ outcome }) => outcome === 'survived'));
    });
    return;
  }

  for (const group of groups) {
    it(`are noticed in ${group.of.join(', ')}`, async () => {
      const files = filesIn(group.of, '.ts');
      const mutants = await tryMutants({
        ...{ mutate: files, tests: filesIn(group.tests, '.test.ts'), whileLoading: true, concurrency: 2 },
      });
      const survivors = mutants.filter(({ outcome }) => outcome === 'survived');
      judge(group.of.join(' '), mutants, bar);
      requireListed(survivors);
      assert.deepEqual(
        staleEntries(acceptedSurvivors(), files, survivors),
        [],
        'accepted.yml names what is noticed now',
      );
    });
  }

  it('are accepted for files that there are', () => {
    const files = new Set(groups.flatMap(({ of }) => filesIn(of, '.ts')));
    assert.deepEqual(
      [...acceptedSurvivors().keys()].filter((file) => !files.has(file)),
      [],
    );
  });
});
