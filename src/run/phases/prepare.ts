// Prepare: packages and services that logins do not depend on. Outside the transaction, never undone.
import type { Connection } from '../../connection/connection.ts';
import type { Examination } from '../examination.ts';
import type { HostContext } from '../host-context.ts';
import { RefusedError, StepError } from '../problem.ts';
import { commandLine } from '../../shell/command.ts';
import { frameScript, parseFrames } from '../../shell/frames.ts';
import type { Distro } from '../../distros/distro.ts';
import type { Change, InstallPackage, ServiceChange } from '../../plan/change.ts';
import type { Exec, StepOptions } from '../../host-protocol/exec.ts';

/** Installs what the plan wants installed. Rejects with a StepError that holds the installer's last words. */
export async function prepare(host: HostContext, lifeline: Connection, { plan, distro }: Examination): Promise<void> {
  const changes = plan.changes.map(({ change }) => change);
  if (preparations(changes).length === 0) return;
  const { services, interrupt, timeline, record } = host;
  await timeline.phase('prepare', async () => {
    const options = { signal: interrupt.revertNow };
    const failure = failureOf(await requestPrepare(lifeline, changes, distro, services.nonce(), options));
    if (failure !== undefined) throw failure;
    record.prepared.push(...preparations(changes).map(({ summary }) => summary));
  });
}

function failureOf(outcome: PrepareOutcome): StepError | undefined {
  switch (outcome.kind) {
    case 'prepared':
      return undefined;
    case 'busy':
      return new RefusedError('another package manager is at work on the host', {
        help: 'nothing was changed; run again when it is done (unattended upgrades take a few minutes)',
        output: outcome.output,
      });
    case 'failed':
      return new StepError(`could not ${outcome.summary}`, { help: 'logins are as before', output: outcome.output });
    case 'unknown':
      return new StepError('the host did not say how the installation ended', {
        help: 'logins are as before; run again',
        output: outcome.detail,
      });
  }
}

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
export async function requestPrepare(
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
    if (frame.status !== 0) return preparationFailure(change, distro, frame.text);
  }
  return result.completed ? { kind: 'prepared' } : { kind: 'unknown', detail: result.stderr.trim() };
}

function preparationFailure(change: Preparation, { packageManager }: Distro, output: string): PrepareOutcome {
  return packageManager.busy.test(output)
    ? { kind: 'busy', output }
    : { kind: 'failed', summary: change.summary, output };
}

function section(change: Preparation, distro: Distro): string {
  const commands =
    change.kind === 'install-package'
      ? distro.packageManager.install(change.packages).map(commandLine)
      : [start(change)];
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
