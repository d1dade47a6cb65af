// off.sh, killed between two commands: nobody is locked out meanwhile, and to call it again finishes what it began.
import { strict as assert } from 'node:assert';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts, type HostScripts } from '../../src/host-protocol/host-scripts.ts';
import { runs, seed } from '../support/seed.ts';
import { HostRoot, run, shells } from './host-root.ts';
import type { Point, Purpose } from './probe.ts';
import { instrumented, runProbed, type Probed, type Shell } from './probed.ts';
import { original, productionOf, rollOut } from './rolled-out.ts';
import { spread } from './spread.ts';

describe('off.sh, killed between two commands', function () {
  this.timeout(3_600_000);
  let scripts: HostScripts;
  before(async () => {
    scripts = instrumented(await hostScripts(upstream));
  });

  for (const [name, shell] of Object.entries(shells)) {
    it(`locks nobody out under ${name}, and finishes when it is called again (seed ${seed()})`, async () => {
      const points = (await attempt(shell, 'count')).points;
      assert.ok(points.length > 100, `${points.length} places`);
      for (const point of spread(points, name === 'dash' ? runs(4, points.length) : runs(2, 40))) {
        try {
          await killAt(shell, point);
        } catch (error) {
          throw new Error(`killed at ${point.place}, time ${point.nth} (seed ${seed()})`, { cause: error });
        }
      }
    });
  }

  /** What waits takes a varying number of turns, so that a point may be passed less often than before. */
  async function killAt(shell: Shell, { place, nth }: Point): Promise<void> {
    for (let time = nth; time > 0; time -= 1) {
      const blow = { point: { place, nth: time }, what: 'kill', lasts: false } as const;
      if ((await attempt(shell, blow)).struck) return;
    }
    assert.fail('nothing was killed');
  }

  async function attempt(shell: Shell, purpose: Purpose): Promise<Probed> {
    const host = new HostRoot();
    try {
      original(host);
      const before = productionOf(host);
      await rollOut(host, shell, 'run', 3, scripts);
      const file = host.at('var/lib/keyturn/off.sh');
      const probed = runProbed(host, shell, file, [], purpose);
      if (probed.struck) {
        assertNobodyIsLockedOut(host);
        const again = run(shell, [file], '');
        assert.deepEqual([again.code, again.stderr], [0, ''], again.stdout);
      }
      assert.equal(productionOf(host), before);
      assert.equal(host.running(), '');
      assert.deepEqual(host.debris(), []);
      return probed;
    } finally {
      host.remove();
    }
  }
});

/** A daemon that wants a code, now or when it reads its files again, finds a PAM that asks for one. */
function assertNobodyIsLockedOut(host: HostRoot): void {
  const wants = host.running() !== '' || host.exists('etc/ssh/sshd_config.d/00-keyturn.conf');
  assert.ok(!wants || host.read('etc/pam.d/sshd').includes('pam_google_authenticator'), 'PAM asks for a password');
}
