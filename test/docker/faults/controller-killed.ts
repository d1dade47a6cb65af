import { once } from 'node:events';
import { phases, plainKinds, systemdKinds, type Fault } from './fault.ts';

/** SIGKILL: nothing of the controller runs any more, and nobody says goodbye to the host. */
export const controllerKilled: Fault = {
  name: 'controller killed',
  phases,
  kinds: [...plainKinds, ...systemdKinds],
  variants: [
    {
      name: 'for good',
      heals: 'late',
      arm: ({ running: { child } }) =>
        Promise.resolve({
          async inject() {
            const exited = once(child, 'exit');
            child.kill('SIGKILL');
            await exited;
          },
          heal: () => Promise.resolve(),
        }),
    },
  ],
};
