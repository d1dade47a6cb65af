import { hostScripts, type HostScripts } from '../../src/transaction/host-scripts.ts';
import { runs, seed } from '../support/seed.ts';
import { shells } from './host-root.ts';
import { killCase, victims } from './kill-case.ts';
import { instrumented, type KillPoint } from './killer.ts';

describe('a script killed between two commands', function () {
  this.timeout(3_600_000);
  let scripts: HostScripts;
  before(async () => {
    scripts = instrumented(await hostScripts());
  });

  for (const [name, shell] of Object.entries(shells)) {
    for (const victim of victims) {
      it(`${victim}.sh under ${name}: the host is old or new, and nothing of ours is left`, async () => {
        const points = await killCase(scripts, shell, victim);
        // Under dash a full run tries them all; the others differ from it in little but how they fork.
        const some = name === 'dash' ? runs(3, points.length) : runs(1, 40);
        for (const point of chosen(points, some)) {
          try {
            await killCase(scripts, shell, victim, point);
          } catch (error) {
            throw new Error(`killed at command ${point.at}, process ${point.nth} (seed ${seed()})`, { cause: error });
          }
        }
      });
    }
  }
});

/** That many points, evenly spread, shifted by the seed. */
function chosen(points: readonly KillPoint[], some: number): readonly KillPoint[] {
  if (some >= points.length) return points;
  const stride = points.length / some;
  const shift = seed() % Math.floor(stride);
  return Array.from(
    { length: some },
    (_, index) => points[Math.floor(index * stride) + shift] ?? { at: 1, nth: 1, left: 0 },
  );
}
