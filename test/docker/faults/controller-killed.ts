import assert from 'node:assert/strict';
import { once } from 'node:events';
import { phases, plainKinds, systemdKinds, type Fault, type Scene, type Variant } from './fault.ts';

function killed(name: string, heals: Variant['heals'], next: (scene: Scene) => Promise<void>): Variant {
  return {
    name,
    heals,
    arm: (scene) => {
      const { child } = scene.running;
      let isDead = false;
      return Promise.resolve({
        async inject() {
          const exited = once(child, 'exit');
          child.kill('SIGKILL');
          await exited;
          isDead = true;
        },
        heal: () => (isDead ? next(scene) : Promise.resolve()),
      });
    },
  };
}

/** Whatever was in place: it goes on to the end. On a busy machine the host's time may be up once more. */
async function resumed({ resume, again, host }: Scene): Promise<void> {
  const first = await resume();
  const { code, stdout, stderr } = first.code === 8 && isLate(first.stdout) ? await again() : first;
  assert.equal(code, 0, `resume on ${host.name}: ${stdout}${stderr}`);
}

function isLate(stdout: string): boolean {
  return stdout.includes("the host's time was up before the change was confirmed");
}

/** Where the dead run had armed the host, nobody else gets at it before its time is up. */
async function runAgain({ again, host }: Scene): Promise<void> {
  const { code, stdout, stderr } = await again();
  if (code === 2) assert.match(stdout, /is at work on this host/);
  else if (code !== 8 || !isLate(stdout)) assert.equal(code, 0, `again on ${host.name}: ${stdout}${stderr}`);
}

/** SIGKILL: nothing of the controller runs any more, and nobody says goodbye to the host. */
export const controllerKilled: Fault = {
  name: 'controller killed',
  phases,
  kinds: [...plainKinds, ...systemdKinds],
  variants: [
    killed('for good', 'late', () => Promise.resolve()),
    killed('resumed at once', 0, resumed),
    killed('resumed when its time is up', 'late', resumed),
    killed('run again at once', 0, runAgain),
  ],
};
