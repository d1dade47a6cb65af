// A temporary host after several confirmed runs, with the very texts that the tasks write.
import { strict as assert } from 'node:assert';
import { upstream } from '../../src/distros/upstream.ts';
import { publickeyOtp } from '../../src/policies/publickey-otp.ts';
import { dropInText } from '../../src/tasks/sshd/drop-in.ts';
import { enforcedBy } from '../../src/tasks/sshd/enforced.ts';
import { withBlock } from '../../src/tasks/pam/block.ts';
import type { Change } from '../../src/plan/change.ts';
import type { TransactionId } from '../../src/host-protocol/transaction-id.ts';
import { hostScripts, type HostScripts } from '../../src/host-protocol/host-scripts.ts';
import { account, oldPam, payload, usual, type HostRoot, type Wanted } from './host-root.ts';
import { moduleStateFile } from '../../src/formats/state-file.ts';
import type { Shell } from './probed.ts';

/** A main file of sshd with lines before the Include, so that ours has to be included in a block of its own. */
export const adminsSshd = 'PasswordAuthentication yes\nInclude /etc/ssh/sshd_config.d/*.conf\n';

export const twoFactors = 'AuthenticationMethods publickey,keyboard-interactive\n';

/** The block that leads to our file. */
export const include = '# BEGIN KEYTURN\nInclude /etc/ssh/sshd_config.d/00-keyturn.conf\n# END KEYTURN\n';

/** The drop-in that exempts these. */
export function dropInOf(users: readonly string[]): string {
  const enforced = enforcedBy(publickeyOtp, { known: true, text: 'OpenSSH_9.2', major: 9, minor: 2 });
  assert.ok(enforced);
  return dropInText(enforced, { users, groups: [] });
}

/** The host as nobody has touched it. */
export function original(host: HostRoot): void {
  host.write('etc/ssh/sshd_config', adminsSshd);
}

/** Three confirmed runs, or the first of them: everything; another exemption; and one that has nothing of sshd or PAM to write. */
export async function rollOut(
  host: HostRoot,
  shell: Shell,
  prefix = 'run',
  count = 3,
  scripts?: HostScripts,
): Promise<void> {
  for (const [index, wanted] of weeks(host).slice(0, count).entries()) {
    const id = { runId: `${prefix}-${index + 1}`, nonce: `0123456789abcde${index}` };
    step('stage', await host.stageWith(shell, payload(wanted, id, scripts ?? (await hostScripts(upstream))), id));
    step('apply', host.scriptOf(shell, id.runId, 'apply', id.nonce));
    step('confirm', host.scriptOf(shell, id.runId, 'confirm', id.nonce));
  }
}

/** One more run, staged, and applied or not, but not confirmed. */
export async function stageNext(host: HostRoot, shell: Shell, applied: boolean): Promise<TransactionId> {
  const id = { runId: 'run-next', nonce: 'fedcba9876543210' };
  const change = sshd(dropInOf(['backup-bot', 'deploy']), dropInOf(['backup-bot', 'deploy', 'robot']));
  step('stage', await host.stage(shell, { changes: [change] }, id));
  if (applied) step('apply', host.scriptOf(shell, id.runId, 'apply', id.nonce));
  return id;
}

/** What logins depend on, but for state files, which stay; nothing of ours beside it. */
export function productionOf(host: HostRoot): string {
  return host
    .listing()
    .split('\n')
    .filter((line) => !line.includes('.google_authenticator') && !line.startsWith(`home/${account} `))
    .map((line) => line.replace(/^(\S+ \d+ \d+:\d+) \d+/, '$1'))
    .join('\n');
}

function weeks(host: HostRoot): readonly Wanted[] {
  const hasFile = host.exists(`home/${account}/.google_authenticator`);
  const stateFile = usual.changes.filter((change) => 'content' in change && change.content.kind === 'state-file');
  const pam = text('/etc/pam.d/sshd', oldPam, withBlock(oldPam, 1, ['code'], moduleStateFile));
  const main = text('/etc/ssh/sshd_config', adminsSshd, `${include}${adminsSshd}`);
  return [
    { changes: [...(hasFile ? [] : stateFile), pam, main, sshd(undefined, dropInOf(['backup-bot']))] },
    { changes: [sshd(dropInOf(['backup-bot']), dropInOf(['backup-bot', 'deploy']))] },
    { changes: [] },
  ];
}

function sshd(before: string | undefined, after: string): Change {
  return { ...text('/etc/ssh/sshd_config.d/00-keyturn.conf', before, after), notify: ['ssh'] };
}

function text(path: string, before: string | undefined, after: string): Change & { readonly kind: 'write-file' } {
  const content = { kind: 'text', text: after } as const;
  return { kind: 'write-file', summary: '', risk: 'login', path, before, content, mode: '0644', owner: 'root' };
}

function step(what: string, { code, stdout, stderr }: ReturnType<HostRoot['script']>): void {
  assert.equal(code, 0, `${what}: ${stdout}${stderr}`);
}
