// Many hosts wait for one-time codes at the same time: one line stands for all of them.

/** At most one line about a wait per this time; `-v` shows all. */
const quietMs = 5000;

/** A function that says whether a wait may be shown at this time. */
export function waitGate(): (now: number) => boolean {
  let last = -Infinity;
  return (now) => {
    if (now - last < quietMs) return false;
    last = now;
    return true;
  };
}
