// The kill matrix: whatever happens at whichever moment of a run, a host ends all old or all new, lets people in, is reported as it is,
// and is made new by the next run without anybody's hand.
import pLimit from 'p-limit';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts } from '../../src/host-protocol/host-scripts.ts';
import { shells } from '../host/host-root.ts';
import { instrumented } from '../host/probed.ts';
import { seed } from '../support/seed.ts';
import { table } from '../support/table.ts';
import { carryOut, titleOf } from './carry-out.ts';
import { chosenCases } from './cases.ts';
import { Ground } from './ground.ts';
import { hostStates, type HostState } from './host-states.ts';

/** Cases per host in a sample. */
const sample = 3;

/** A run passes so many moments at the least, also on a host in the desired state. */
const leastFailpoints = 8;

/** Hosts that are worked on at the same time. */
const hands = 2;

describe('something happens at a moment of a run', function () {
  // A full run takes hours, and the last host waits for all others.
  this.timeout(43_200_000);
  const endings: [fault: string, ending: string][] = [];
  const outcomes = new Map<HostState, Promise<readonly Error[]>>();
  let restore: () => void;

  before(async () => {
    restore = await sendInstrumented();
    const limit = pLimit(hands);
    for (const [index, state] of hostStates.entries()) {
      outcomes.set(
        state,
        limit(() => workOn(state, shellOf(index), endings)),
      );
    }
  });
  after(() => {
    restore();
    process.stdout.write(`\n${table(endings)}\n    seed ${seed()}\n`);
  });

  for (const [index, state] of hostStates.entries()) {
    it(`${state.name}, under ${shellOf(index)}`, async () => {
      const [first, ...others] = (await outcomes.get(state)) ?? [];
      if (first === undefined) return;
      const titles = others.map(({ message }) => `\n  and ${message}`).join('');
      throw new Error(`${first.message}${titles}`, { cause: first.cause });
    });
  }
});

function shellOf(index: number): keyof typeof shells {
  const names = Object.keys(shells) as (keyof typeof shells)[];
  return names[(index + seed()) % names.length] ?? 'dash';
}

/** Makes what this process sends such that it can be cut between two commands; where nobody does, it is as ever. */
async function sendInstrumented(): Promise<() => void> {
  const scripts = await hostScripts(upstream);
  const plain = { ...scripts };
  Object.assign(scripts, instrumented(scripts));
  return () => Object.assign(scripts, plain);
}

/** All cases for one host. Gives what went wrong. */
async function workOn(
  state: HostState,
  shell: keyof typeof shells,
  endings: [fault: string, ending: string][],
): Promise<readonly Error[]> {
  const errors: Error[] = [];
  const failed = (fault: string, title: string, cause: unknown): void => {
    endings.push([fault, 'wrong']);
    errors.push(new Error(`${state.name}: ${title} (seed ${seed()})`, { cause }));
  };
  let ground: Ground | undefined;
  try {
    ground = await Ground.make(state, shells[shell]);
    const cases = chosenCases(state.name, ground.reference, sample);
    const { failpoints } = ground.reference;
    if (process.env['KEYTURN_CASE'] === undefined && (cases.length < sample || failpoints.length < leastFailpoints))
      throw new Error(`${cases.length} cases at ${failpoints.length} failpoints are too few`);
    for (const one of cases) {
      try {
        const { said, side } = await carryOut(ground, one);
        endings.push([one.fault, `${said}/${side}`]);
      } catch (error) {
        failed(one.fault, titleOf(one), error);
      }
    }
  } catch (error) {
    failed('any', 'without any fault', error);
  } finally {
    ground?.remove();
  }
  return errors;
}
