import assert from 'node:assert/strict';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts, type HostScripts } from '../../src/host-protocol/host-scripts.ts';
import { runs, seed } from '../support/seed.ts';
import type { Ends } from './claims.ts';
import { shells, usual } from './host-root.ts';
import { endsOf, killCase, killPoints } from './kill-case.ts';
import { signals, type Signal } from './probe.ts';
import { instrumented } from './probed.ts';
import { spread } from './spread.ts';
import { victims } from './up-to.ts';

/** All of them in a full run and under dash, else the one whose turn it is. */
function signalsFor(shell: string): readonly Signal[] {
  return shell === 'dash' || runs(0, 1) === 1 ? signals : spread(signals, 1);
}

describe('a script that gets a signal between two commands', function () {
  this.timeout(3_600_000);
  let scripts: HostScripts;
  let ends: Ends;
  before(async () => {
    scripts = instrumented(await hostScripts(upstream));
    ends = endsOf({ scripts, shell: shells.dash, wanted: usual });
  });

  for (const [name, shell] of Object.entries(shells)) {
    for (const victim of victims) {
      it(`${victim}.sh under ${name}: the host is old or new, and nothing of ours is left`, () => {
        const setup = { scripts, shell, wanted: usual };
        const points = killPoints(setup, victim);
        assert.ok(points.length > 20, `${points.length} places in ${victim}.sh`);
        // Under dash a full run tries them all; the others differ from it in little but how they fork.
        const some = spread(points, name === 'dash' ? runs(2, points.length) : runs(1, 40));
        for (const signal of signalsFor(name)) {
          for (const point of some) {
            try {
              killCase(setup, ends, { victim, point, signal });
            } catch (error) {
              throw new Error(`${signal} at ${point.place}, time ${point.nth} (seed ${seed()})`, { cause: error });
            }
          }
        }
      });
    }
  }
});
