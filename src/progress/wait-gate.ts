// Waits for one-time codes come in swarms, one per host and step; one line tells of all of them.

/** At most one wait may be told per this time, unless everything is asked for. */
const quietMs = 5000;

/** A function that says whether a wait may be told at this time. */
export function waitGate(): (now: number) => boolean {
  let last = -Infinity;
  return (now) => {
    if (now - last < quietMs) return false;
    last = now;
    return true;
  };
}
