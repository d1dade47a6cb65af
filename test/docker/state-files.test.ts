// The model of state files against the real module of three releases: every verdict must be the module's own. `STATE_FILES=1` tries all
// variants on all releases, as a full run does, and prints what came of each.
import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../docker/lab.ts';
import { runs, seed } from '../support/seed.ts';
import { mayMount } from './lockouts/ground.ts';
import { compare, type Compared } from './state-files/differential.ts';
import type { Variant } from './state-files/variant.ts';
import { variants } from './state-files/variants/index.ts';

const releases = ['11', '12', '13'] as const;
const prints = process.env['STATE_FILES'] === '1';

describe('the model of state files against the module', function () {
  this.timeout(600_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab(
      releases.map((release) => ({
        name: `debian${release}`,
        image: `debian-${release}`,
        otp: true,
        dockerArgs: mayMount,
      })),
    );
  });
  after(() => lab.stop());

  for (const [index, release] of releases.entries()) {
    it(`says of each file what the module of Debian ${release} does`, async () => {
      const chosen = share(index);
      const compared = await compare(lab.host(`debian${release}`), chosen);
      const counts = ['in', 'out', 'either', 'missing'].map((truth) => countOf(compared, truth));
      const wrong = compared.filter((one) => !agrees(one));
      console.log(
        `      seed ${seed()}: ${compared.length} files; taken ${counts[0]}, refused ${counts[1]}, ` +
          `either ${counts[2]}, missing ${counts[3]}; wrong: ${wrong.length}`,
      );
      if (prints) for (const one of compared) console.log(`      ${lineOf(one)}`);
      const [taken = 0, refused = 0] = counts;
      assert.ok(compared.length >= 90 && taken >= 30 && refused >= 30, 'too few to say anything');
      assert.deepEqual(wrong.slice(0, 8).map(lineOf), [], `${wrong.length} of ${compared.length} are wrong`);
    });
  }
});

/** A third, another for each release, or all. */
function share(index: number): readonly Variant[] {
  const parts = prints ? 1 : runs(releases.length, 1);
  return variants.filter((_, number) => (number + index + seed()) % parts === 0);
}

function countOf(compared: readonly Compared[], truth: string): number {
  return compared.filter((one) => one.truth === truth).length;
}

const verdicts = { in: 'valid', out: 'invalid', either: 'unknown', missing: 'absent' } as const;

function agrees({ variant, told, truth }: Compared): boolean {
  if (told.state !== (variant.unseen === true ? 'unknown' : verdicts[truth])) return false;
  if (told.state !== 'invalid') return true;
  // Numbers that are none, and help that would do harm elsewhere.
  return !/NaN|undefined|\de\+/.test(told.reason) && !/chown (?!-h)|chmod (?!0400)/.test(told.help);
}

function lineOf({ variant, told, truth }: Compared): string {
  const why = told.state === 'invalid' || told.state === 'unknown' ? `${told.cause}: ${told.reason}; ${told.help}` : '';
  return `${truth.padEnd(7)} ${told.state.padEnd(7)} ${variant.title.replace(/[\t\r]/g, '·').slice(0, 60)}  ${why}`;
}
