// The host's clock, for the drift that one-time codes tolerate: about 30 seconds.
import type { Fact } from './fact.ts';
import { number } from './probe/text.ts';

/** Seconds since the epoch when the probe ran; undefined when the host did not say. */
export interface HostClock {
  readonly epochSeconds: number | undefined;
}

/** No parameters. Anybody who asks must know when it was asked: the answer ages on the way. */
export const clock: Fact<HostClock> = {
  name: 'clock',
  probe: () => 'exec date +%s\n',
  parse: (text) => ({ epochSeconds: number(text.trim()) }),
};
