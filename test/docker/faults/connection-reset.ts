import { phases, plainKinds, systemdKinds, type Fault, type Variant } from './fault.ts';

function torn(name: string, which: 'all' | 'oldest', heals: Variant['heals'], refusing: boolean): Variant {
  return {
    name,
    heals,
    arm: ({ relay }) =>
      Promise.resolve({
        async inject() {
          if (!refusing) await relay.connected();
          relay.refusing = refusing;
          relay.tear(which);
        },
        heal() {
          relay.refusing = false;
          return Promise.resolve();
        },
      }),
  };
}

/** RST on both sides: of the first connection, of all that there are, or of those to come as well. */
export const connectionReset: Fault = {
  name: 'connection reset',
  phases,
  kinds: [...plainKinds, ...systemdKinds],
  variants: [
    torn('the first', 'oldest', 0, false),
    torn('for 3 s', 'all', 3_000, true),
    torn('lasting', 'all', 'late', true),
  ],
};
