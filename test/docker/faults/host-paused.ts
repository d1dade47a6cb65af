import { docker, run } from '../../../docker/engine.ts';
import { phases, plainKinds, systemdKinds, type Fault, type Variant } from './fault.ts';

/** Where processes come and go, the kernel's first generation of control groups does not always manage at the first try. */
async function pause(container: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { code, stderr } = await run('docker', ['pause', container]);
    if (code === 0) return;
    if (tries === 5 || !stderr.includes('unable to freeze')) throw new Error(stderr);
  }
}

function paused(name: string, heals: number): Variant {
  return {
    name,
    heals,
    arm: ({ host }) => {
      let isPaused = false;
      return Promise.resolve({
        async inject() {
          await pause(host.container);
          isPaused = true;
        },
        async heal() {
          if (isPaused) await docker('unpause', host.container);
          isPaused = false;
        },
      });
    },
  };
}

/** `docker pause`: everything on the host stands still, its clocks go on. Past the timer it wakes up with the time being up. */
export const hostPaused: Fault = {
  name: 'host paused',
  phases,
  kinds: [...plainKinds, ...systemdKinds],
  variants: [paused('for 2 s', 2_000), paused('past the timer', 63_000), paused('past the keepalive', 44_000)],
};
