// The model of state files against the real module of three releases.
import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../docker/lab.ts';
import { mayMount } from './lockouts/ground.ts';
import { compare, type Compared } from './state-files/differential.ts';
import { variants } from './state-files/variants/index.ts';

const releases = ['11', '12', '13'] as const;

describe('the model of state files against the module', function () {
  this.timeout(600_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab(
      releases.map((release) => ({ name: `debian${release}`, release, otp: true, dockerArgs: mayMount })),
    );
  });
  after(() => lab.stop());

  for (const release of releases) {
    it(`agrees on Debian ${release}`, async () => {
      const compared = await compare(lab.host(`debian${release}`), variants);
      const wrong = compared.filter((one) => !agrees(one));
      console.log(`${compared.length} variants, ${wrong.length} wrong`);
      for (const { variant, told, truth } of wrong)
        console.log(`   ${truth.padEnd(6)} ${JSON.stringify(told).slice(0, 150)} | ${variant.title.slice(0, 80)}`);
      assert.equal(wrong.length, 0);
    });
  }
});

function agrees({ told, truth }: Compared): boolean {
  const expected = { in: ['valid'], out: ['invalid', 'absent'], either: ['unknown'] } as const;
  return (expected[truth] as readonly string[]).includes(told.state);
}
