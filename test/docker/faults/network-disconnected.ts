import { phases, plainKinds, systemdKinds, type Fault, type Variant } from './fault.ts';

function unplugged(name: string, heals: Variant['heals']): Variant {
  return {
    name,
    heals,
    arm: ({ host }) => {
      let isOut = false;
      return Promise.resolve({
        async inject() {
          isOut = true;
          await host.unplug();
        },
        async heal() {
          if (isOut) await host.plug();
        },
      });
    },
  };
}

/** `docker network disconnect`: the host has no network, so its own connections stay half open. */
export const networkDisconnected: Fault = {
  name: 'network disconnected',
  phases,
  kinds: [...plainKinds, ...systemdKinds],
  variants: [unplugged('for 3 s', 3_000), unplugged('lasting', 'late')],
};
