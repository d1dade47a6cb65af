// Prepare: packages and services that logins do not depend on. Outside the transaction, never undone.
import { commandLine } from '../shell/command.ts';
import { frameScript, parseFrames } from '../shell/frames.ts';
import type { Distro } from '../distros/distro.ts';
import type { Change, InstallPackage, ServiceChange } from '../plan/change.ts';
import type { Exec, StepOptions } from '../host-protocol/exec.ts';

/** How preparing ended. `output` is the last lines that the failing command printed, raw. */
export type PrepareOutcome =
  | { readonly kind: 'prepared' }
  /** Another package manager is at work: nothing was done. */
  | { readonly kind: 'busy'; readonly output: string }
  | { readonly kind: 'failed'; readonly summary: string; readonly output: string }
  | { readonly kind: 'unknown'; readonly detail: string };

type Preparation = InstallPackage | ServiceChange;

/** The changes that belong to the prepare part, in order. */
export function preparations(changes: readonly Change[]): readonly Preparation[] {
  return changes.filter(
    (change): change is Preparation =>
      change.kind === 'install-package' || (change.kind === 'service' && change.risk === 'none'),
  );
}

/** Carries out the prepare part in one exec; the first failure ends it. Nothing to prepare costs no exec. */
export async function prepare(
  exec: Exec,
  changes: readonly Change[],
  distro: Distro,
  nonce: string,
  options: StepOptions = {},
): Promise<PrepareOutcome> {
  const wanted = preparations(changes);
  if (wanted.length === 0) return { kind: 'prepared' };
  const sections = wanted.map((change, index) => ({ name: `change-${index}`, sh: section(change, distro) }));
  // A package mirror may be slow; everything else about this is quick.
  const timeout = options.timeout ?? 600_000;
  const result = await exec.runScript({ text: frameScript(sections, nonce), become: true, timeout }, options.signal);
  const frames = parseFrames(result.stdout, nonce);
  for (const [index, change] of wanted.entries()) {
    const frame = frames.get(`change-${index}`);
    if (frame === undefined) return { kind: 'unknown', detail: result.stderr.trim() };
    if (frame.status !== 0) return failure(change, frame.text);
  }
  return result.completed ? { kind: 'prepared' } : { kind: 'unknown', detail: result.stderr.trim() };
}

function failure(change: Preparation, output: string): PrepareOutcome {
  // Debian, Red Hat and Alpine, in their own words; LC_ALL=C keeps them so.
  const busy =
    /Could not get lock|is held by process|frontend lock was locked|Unable to lock database|waiting for pid/i;
  return busy.test(output) ? { kind: 'busy', output } : { kind: 'failed', summary: change.summary, output };
}

function section(change: Preparation, distro: Distro): string {
  const commands =
    change.kind === 'install-package' ? distro.installPackages(change.packages).map(commandLine) : [start(change)];
  return [
    `output=$(export LC_ALL=C; { ${commands.join(' && ')}; } 2>&1) && exit 0`,
    'status=$?',
    'printf \'%s\\n\' "$output" | tail -n 20',
    'exit "$status"',
  ].join('\n');
}

function start({ service, action }: ServiceChange): string {
  const systemd = commandLine({ argv: ['systemctl', action, service] });
  const other = commandLine({ argv: ['service', service, action] });
  return `if [ -d /run/systemd/system ]; then ${systemd}; else ${other}; fi`;
}
