// The kill matrix: whatever happens at whichever moment of a run, a host ends all old or all new, lets people in, is reported as it is,
// and is made new by the next run without anybody's hand.
import { hostScripts, type HostScripts } from '../../src/transaction/host-scripts.ts';
import { shells } from '../host/host-root.ts';
import { instrumented } from '../host/probed.ts';
import { seed } from '../support/seed.ts';
import { table } from '../support/table.ts';
import { carryOut, titleOf } from './carry-out.ts';
import { chosenCases } from './cases.ts';
import { Ground } from './ground.ts';
import { hostStates } from './host-states.ts';

/** Cases per host in a sample. */
const sample = 3;

describe('something happens at a moment of a run', function () {
  this.timeout(7_200_000);
  const endings: [fault: string, ending: string][] = [];
  let scripts: HostScripts;
  let plain: HostScripts;

  // What this process sends can be cut between two commands; without a knife it is as ever.
  before(async () => {
    scripts = await hostScripts();
    plain = { ...scripts };
    Object.assign(scripts, instrumented(scripts));
  });
  after(() => {
    Object.assign(scripts, plain);
    process.stdout.write(`\n${table(endings)}\n    seed ${seed()}\n`);
  });

  for (const [index, state] of hostStates.entries()) {
    const all = Object.entries(shells);
    const [name, shell] = all[(index + seed()) % all.length] ?? ['dash', shells.dash];
    it(`${state.name}, under ${name}`, async () => {
      const { ground, reference } = await Ground.make(state, shell);
      try {
        for (const one of chosenCases(state.name, reference.failpoints, sample)) {
          try {
            const { said, side } = await carryOut(ground, reference, one);
            endings.push([one.fault, `${said}/${side}`]);
          } catch (error) {
            endings.push([one.fault, 'wrong']);
            throw new Error(`${state.name}: ${titleOf(one)} (seed ${seed()})`, { cause: error });
          }
        }
      } finally {
        ground.remove();
      }
    });
  }
});
