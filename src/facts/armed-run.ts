// Which run of Keyturn has locked the host, and when the pending automatic rollback fires.
import { isNonce, isRunId } from '../formats/transaction-id.ts';
import type { Fact } from './fact.ts';
import { number } from './probe/text.ts';

/**
 * A run that is not over on the host, or that has its lock. A run that is armed, or has not reverted everything, locks the host without
 * the lock's folder as well: a reboot removes that folder, and the run still reverts what it has to revert.
 */
export interface LockingRun {
  readonly runId: string;
  readonly nonce: string;
  /** One printable word; `?` when the host does not say. */
  readonly operator: string;
  /** `armed` and `reverting` runs are not over; `staging` ones are being prepared. */
  readonly state: 'staging' | 'armed' | 'reverting';
  /** Seconds until the host reverts itself; undefined when nothing is armed. Negative when it is overdue. */
  readonly secondsLeft: number | undefined;
}

/** What a host says about runs of Keyturn. `last` is the newest run and how it ended. */
export interface ArmedRun {
  readonly lockedBy: LockingRun | undefined;
  readonly last: { readonly runId: string; readonly state: string } | undefined;
}

const probe = `base=/var/lib/keyturn
if [ -r /run/keyturn.lock/holder ] && read -r run nonce _ operator rest </run/keyturn.lock/holder; then
  printf 'staging %s %s %s\\n' "$run" "$nonce" "$operator"
fi
for file in "$base"/*/state/armed.* "$base"/*/state/reverting.*; do
  [ -r "$file" ] || continue
  run=\${file#"$base"/}
  run=\${run%%/*}
  [ "$run" != last ] || continue
  state=\${file##*/}
  start='' seconds='' operator=''
  read -r start seconds operator rest <"$file" || true
  printf '%s %s %s %s %s %s %s\\n' "\${state%%.*}" "$run" "\${state#*.}" "\${operator:-?}" "\${start:-?}" "\${seconds:-?}" "$(date +%s)"
done
if [ -d "$base/last/state" ]; then
  last=$(readlink "$base/last")
  for file in "$base/last/state/"*.*; do
    case \${file##*/} in armed.* | reverting.* | confirmed.* | reverted.*) printf 'last %s %s\\n' "$last" "\${file##*/}" ;; esac
  done
fi
true
`;

const word = /^[\x21-\x7e]{1,200}$/;

function parse(text: string): ArmedRun {
  const lines = text.split('\n').map((line) => line.split(' '));
  const locking = lines.flatMap((line) => lockingRun(line) ?? []);
  const [, lastRun = '', lastState = ''] = lines.find(([kind]) => kind === 'last') ?? [];
  return {
    // Of several runs that are not over the newest one lies on top.
    lockedBy: locking.findLast(({ state }) => state !== 'staging') ?? locking[0],
    last:
      word.test(lastRun) && word.test(lastState)
        ? { runId: lastRun, state: lastState.replace(/\..*$/s, '') }
        : undefined,
  };
}

/** Undefined for a line that names no run as ours are named: a user is told to copy what it says. */
function lockingRun([state, runId = '', nonce = '', operator = '', ...times]: readonly string[]):
  LockingRun | undefined {
  if (state !== 'staging' && state !== 'armed' && state !== 'reverting') return undefined;
  if (!isRunId(runId) || !isNonce(nonce)) return undefined;
  const [start, seconds, now] = times.map((time) => number(time));
  return {
    runId,
    nonce,
    operator: word.test(operator) ? operator : '?',
    state,
    secondsLeft: start === undefined || seconds === undefined || now === undefined ? undefined : start + seconds - now,
  };
}

/** No parameters. Needs root. */
export const armedRun: Fact<ArmedRun> = { name: 'armed-run', probe: () => probe, parse };
