import { phases, systemdKinds, type Fault, type Variant } from './fault.ts';

function again(name: string, way: 'reboot' | 'powerCut'): Variant {
  return {
    name,
    heals: 0,
    arm: ({ host }) => {
      let up: Promise<void> | undefined;
      return Promise.resolve({
        inject() {
          up = host[way]();
          // Whoever heals awaits it; until then nobody does.
          up.catch(() => undefined);
          return Promise.resolve();
        },
        heal: () => up ?? Promise.resolve(),
      });
    },
  };
}

/** The host goes down, in order or at once, and comes up again. */
export const hostRebooted: Fault = {
  name: 'host rebooted',
  phases: phases.slice(phases.indexOf('stage')),
  kinds: systemdKinds,
  variants: [again('in order', 'reboot'), again('by power cut', 'powerCut')],
};
