import { strict as assert } from 'node:assert';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts } from '../../src/host-protocol/host-scripts.ts';
import { runs, seed } from '../support/seed.ts';
import { diskFaults } from './disk.ts';
import { everything } from './everything.ts';
import { shells } from './host-root.ts';
import type { Blow, Point } from './probe.ts';
import { instrumented, type Shell } from './probed.ts';
import { spread } from './spread.ts';
import { victims, type Setup, type Victim } from './up-to.ts';
import { durations, faultless, writeFaultCase, type Faultless, type WriteFault } from './write-fault-case.ts';

describe('a script whose disk fails', function () {
  this.timeout(3_600_000);
  let known: Faultless;
  let scripts: Setup['scripts'];
  before(async () => {
    scripts = instrumented(await hostScripts(upstream));
    // Where a script writes does not depend on the shell.
    known = faultless({ scripts, shell: shells.dash, wanted: everything });
  });

  /** Every place where the script writes, every way to fail, for every while. */
  function casesOf(victim: Victim): readonly WriteFault[] {
    return known.writes[victim].flatMap((point) =>
      diskFaults.flatMap((fault) => durations.map((until) => ({ victim, point, fault, until }))),
    );
  }

  /** Runs a case, and says which it was when it fails. Gives the points of the revert that followed. */
  function check(shell: Shell, wanted: WriteFault): readonly Point[] {
    try {
      return struck({ scripts, shell, wanted: everything }, wanted);
    } catch (error) {
      const { point, fault, until, second } = wanted;
      const then = second === undefined ? '' : `, then ${nameOf(second.point)}: ${second.what}`;
      throw new Error(`${nameOf(point)}: ${fault} until the ${until} is over${then} (seed ${seed()})`, {
        cause: error,
      });
    }
  }

  function struck(setup: Setup, wanted: WriteFault): readonly Point[] {
    for (let { nth } = wanted.point; nth > 0; nth -= 1) {
      const points = writeFaultCase(setup, known.ends, { ...wanted, point: { ...wanted.point, nth } });
      if (points !== undefined) return points;
    }
    return assert.fail('the disk never failed');
  }

  it('knows where the scripts write', () => {
    for (const victim of victims) assert.ok(known.writes[victim].length > 8, victim);
  });

  for (const [name, shell] of Object.entries(shells)) {
    for (const [index, victim] of victims.entries()) {
      // Under dash a full run tries them all; the others differ from it in little but how they write and fork.
      const inTurn = (seed() + index) % victims.length === 0;
      if (name !== 'dash' && !inTurn && runs(0, 1) === 0) continue;
      it(`${victim}.sh under ${name}: the host is old or new, as the script says, and nothing of ours is left`, () => {
        const all = casesOf(victim);
        for (const one of spread(all, name === 'dash' ? runs(2, all.length) : runs(1, 40))) check(shell, one);
      });
    }
  }

  for (const [index, victim] of victims.entries()) {
    if ((seed() + index) % 2 !== 0 && runs(0, 1) === 0) continue;
    it(`${victim}.sh, and then the revert is hurt as well`, () => {
      for (const [turn, one] of spread(casesOf(victim), runs(1, 30)).entries()) {
        const points = check(shells.dash, one);
        const point = points[(seed() + turn * 37) % points.length];
        // Nothing was left to revert.
        if (point === undefined) continue;
        const what: Blow['what'] = (['kill', ...diskFaults] as const)[(seed() + turn) % 4] ?? 'kill';
        check(shells.dash, { ...one, second: { point, what, lasts: false } });
      }
    });
  }
});

function nameOf({ place, nth }: Point): string {
  return `${place}, time ${nth}`;
}
