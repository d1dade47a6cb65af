// The kill matrix: whatever happens at whichever moment of a run, a host ends all old or all new, lets people in, is reported as it is,
// and is made new by the next run without anybody's hand.
import pLimit from 'p-limit';
import { hostScripts } from '../../src/transaction/host-scripts.ts';
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

/** Hosts that are worked on at the same time. */
const hands = 2;

describe('something happens at a moment of a run', function () {
  this.timeout(7_200_000);
  const endings: [fault: string, ending: string][] = [];
  const outcomes = new Map<HostState, Promise<Error | undefined>>();
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
      const error = await outcomes.get(state);
      if (error !== undefined) throw error;
    });
  }
});

function shellOf(index: number): keyof typeof shells {
  const names = Object.keys(shells) as (keyof typeof shells)[];
  return names[(index + seed()) % names.length] ?? 'dash';
}

/** Makes what this process sends such that it can be cut between two commands; where nobody does, it is as ever. */
async function sendInstrumented(): Promise<() => void> {
  const scripts = await hostScripts();
  const plain = { ...scripts };
  Object.assign(scripts, instrumented(scripts));
  return () => Object.assign(scripts, plain);
}

/** All cases for one host, up to the first that goes wrong. */
async function workOn(
  state: HostState,
  shell: keyof typeof shells,
  endings: [fault: string, ending: string][],
): Promise<Error | undefined> {
  let ground: Ground | undefined;
  let title = 'without any fault';
  try {
    ground = await Ground.make(state, shells[shell]);
    for (const one of chosenCases(state.name, ground.reference.failpoints, sample)) {
      title = titleOf(one);
      const { said, side } = await carryOut(ground, one);
      endings.push([one.fault, `${said}/${side}`]);
    }
    return undefined;
  } catch (cause) {
    endings.push(['any', 'wrong']);
    return new Error(`${state.name}: ${title} (seed ${seed()})`, { cause });
  } finally {
    ground?.remove();
  }
}
