import { hostScripts, type HostScripts } from '../../src/transaction/host-scripts.ts';
import { runs, seed } from '../support/seed.ts';
import { shells, usual } from './host-root.ts';
import { killCase, killPoints } from './kill-case.ts';
import { instrumented } from './probed.ts';
import { spread } from './spread.ts';
import { victims } from './up-to.ts';

describe('a script killed between two commands', function () {
  this.timeout(3_600_000);
  let scripts: HostScripts;
  before(async () => {
    scripts = instrumented(await hostScripts());
  });

  for (const [name, shell] of Object.entries(shells)) {
    for (const victim of victims) {
      it(`${victim}.sh under ${name}: the host is old or new, and nothing of ours is left`, () => {
        const setup = { scripts, shell, wanted: usual };
        const points = killPoints(setup, victim);
        // Under dash a full run tries them all; the others differ from it in little but how they fork.
        const some = name === 'dash' ? runs(3, points.length) : runs(1, 40);
        for (const point of spread(points, some)) {
          try {
            killCase(setup, victim, point);
          } catch (error) {
            throw new Error(`killed at ${point.place}, time ${point.nth} (seed ${seed()})`, { cause: error });
          }
        }
      });
    }
  }
});
