// One-time codes as a phone shows them: from oathtool, never used before, and no more of them than the host takes.
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../docker/engine.ts';
import type { LabHost } from '../../docker/host.ts';

const stepSeconds = 30;
/** RATE_LIMIT 3 30, with a second to spare. */
const attempts = 3;
const rateWindow = 31;

/**
 * The next code of an account that the host will take, by the account's state file there, which says what was used and when.
 * Waits where the host would refuse any code.
 */
export async function freshCode(host: LabHost, account: string, secret: string): Promise<string> {
  for (;;) {
    await awaitTurn(host, account);
    const { used } = await stateFile(host, account);
    const now = Date.now() / 1000;
    const current = Math.floor(now / stepSeconds);
    const step = [current, current + 1].find((candidate) => !used.includes(candidate));
    if (step !== undefined) return codeAt(secret, step);
    await sleep(((current + 1) * stepSeconds - now) * 1000 + 500);
  }
}

/** Waits until the host will ask the account for a code at all. */
export async function awaitTurn(host: LabHost, account: string): Promise<void> {
  for (;;) {
    const { tried } = await stateFile(host, account);
    const now = Date.now() / 1000;
    const oldest = tried
      .filter((time) => time > now - rateWindow)
      .sort((a, b) => a - b)
      .at(-attempts);
    if (oldest === undefined) return;
    await sleep((oldest + rateWindow - now) * 1000 + 500);
  }
}

/** The code of one time step. The secret goes by standard input: every argv of this machine is searched for secrets. */
export async function codeAt(secret: string, step: number): Promise<string> {
  const argv = ['--totp', '--base32', `--now=@${step * stepSeconds}`, '-'];
  const { code, stdout, stderr } = await run('oathtool', argv, secret);
  if (code !== 0) throw new Error(`oathtool: ${stderr}`);
  return stdout.trim();
}

async function stateFile(
  host: LabHost,
  account: string,
): Promise<{ used: readonly number[]; tried: readonly number[] }> {
  const { code, stdout, stderr } = await host.exec(['cat', `/home/${account}/.google_authenticator`]);
  if (code !== 0) throw new Error(`${host.name}: ${stderr}`);
  const numbers = (option: string, skipped: number): readonly number[] => {
    const line = stdout.split('\n').find((text) => text.startsWith(`" ${option}`));
    return (line?.split(' ') ?? []).slice(2 + skipped).map(Number);
  };
  return { used: numbers('DISALLOW_REUSE', 0), tried: numbers('RATE_LIMIT', 2) };
}
