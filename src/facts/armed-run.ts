// Whether a run of Keyturn holds the host, and when the host would put itself back.
import type { Fact } from './fact.ts';
import { number } from './probe/text.ts';

/** A run that holds the host's lock. */
export interface HeldBy {
  readonly runId: string;
  readonly nonce: string;
  readonly operator: string;
  /** `armed` and `reverting` runs are not over; `staging` ones are being prepared. */
  readonly state: 'staging' | 'armed' | 'reverting';
  /** Seconds until the host reverts itself; undefined when nothing is armed. Negative when it is overdue. */
  readonly secondsLeft: number | undefined;
}

/** What a host says about runs of Keyturn. `last` is the newest run and how it ended. */
export interface ArmedRun {
  readonly held: HeldBy | undefined;
  readonly last: { readonly runId: string; readonly state: string } | undefined;
}

const probe = `base=/var/lib/keyturn
if [ -r /run/keyturn.lock/holder ] && read -r run nonce _ operator rest </run/keyturn.lock/holder; then
  printf 'held %s %s %s\\n' "$run" "$nonce" "$operator"
  for state in armed reverting; do
    [ -r "$base/$run/state/$state.$nonce" ] || continue
    read -r start seconds rest <"$base/$run/state/$state.$nonce"
    printf '%s %s %s %s\\n' "$state" "$start" "$seconds" "$(date +%s)"
  done
fi
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
  const [, runId = '', nonce = '', operator = ''] = lines.find(([kind]) => kind === 'held') ?? [];
  const [state, start, seconds, now] = lines.find(([kind]) => kind === 'armed' || kind === 'reverting') ?? [];
  const [, lastRun = '', lastState = ''] = lines.find(([kind]) => kind === 'last') ?? [];
  const [from, span, at] = [number(start ?? ''), number(seconds ?? ''), number(now ?? '')];
  return {
    held: [runId, nonce, operator].every((part) => word.test(part))
      ? {
          runId,
          nonce,
          operator,
          state: state === 'armed' || state === 'reverting' ? state : 'staging',
          secondsLeft: from === undefined || span === undefined || at === undefined ? undefined : from + span - at,
        }
      : undefined,
    last:
      word.test(lastRun) && word.test(lastState)
        ? { runId: lastRun, state: lastState.replace(/\..*$/s, '') }
        : undefined,
  };
}

/** No parameters. Needs root. */
export const armedRun: Fact<ArmedRun> = { name: 'armed-run', probe: () => probe, parse };
