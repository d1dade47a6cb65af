// npm run demo -- --kill: the controller dies in the middle, and the host puts itself back, once by its timer and once while it boots.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost } from '../docker/host.ts';
import { startLab, type Lab } from '../docker/lab.ts';
import { connecting, keyturn, say, sshWithKeyAlone, unlocking, writeFiles } from './steps.ts';

const revertAfter = 30;

/** Runs the demonstration on a host with systemd and removes it. Gives the exit code. */
export async function killedDemo(): Promise<number> {
  say('starting a host with systemd: Debian 12');
  const lab = await startLab([{ name: 'debian12', image: 'debian-12-systemd' }]);
  try {
    writeFiles(lab);
    if (keyturn(lab.directory, ['vault', 'init', 'vault', '--identity', 'identity.txt']) !== 0) return 1;
    const [host] = lab.hosts;
    if (host === undefined) return 1;
    return (await byTimer(lab, host)) && (await byBoot(lab, host)) ? 0 : 1;
  } finally {
    await lab.stop();
  }
}

async function byTimer(lab: Lab, host: LabHost): Promise<boolean> {
  if (!(await killInTheMiddle(lab, host))) return false;
  say(`waiting for the host's own timer: ${revertAfter} s from when it was armed`);
  const deadline = Date.now() + (revertAfter + 20) * 1000;
  while (await asksForCode(lab, host)) {
    if (Date.now() > deadline) return false;
    await sleep(1000);
  }
  return isBack(lab, host);
}

async function byBoot(lab: Lab, host: LabHost): Promise<boolean> {
  if (!(await killInTheMiddle(lab, host))) return false;
  say('rebooting the host before its timer ends');
  await host.reboot();
  // Docker gave it another port.
  writeFileSync(join(lab.directory, 'inventory.yml'), lab.inventory());
  return isBack(lab, host);
}

/** Kills keyturn when the change is live and not yet confirmed; true when a key alone is not enough by then. */
async function killInTheMiddle(lab: Lab, host: LabHost): Promise<boolean> {
  const argv = ['apply', 'rollout.yml', ...connecting, ...unlocking, '--revert-after', String(revertAfter), '-vv'];
  say('the roll-out, and kill -9 of keyturn while it proves the logins');
  process.stdout.write(`$ keyturn ${argv.join(' ')}\n`);
  const cli = join(import.meta.dirname, '../dist/cli.js');
  const child = spawn(process.execPath, [cli, ...argv], { cwd: lab.directory, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    said += chunk.toString();
    if (said.includes('prove begins')) child.kill('SIGKILL');
  });
  await once(child, 'close');
  if (child.signalCode !== 'SIGKILL') return false;
  process.stdout.write('Killed\n');
  keyturn(lab.directory, ['status', ...connecting, ...unlocking]);
  const isLive = await asksForCode(lab, host);
  process.stdout.write(
    `  alice's key alone: ${isLive ? 'refused, the change is live' : 'accepted, the change is not live'}\n`,
  );
  return isLive;
}

async function asksForCode(lab: Lab, host: LabHost): Promise<boolean> {
  return !(await sshWithKeyAlone(lab, host, 'alice')).accepted;
}

async function isBack(lab: Lab, host: LabHost): Promise<boolean> {
  const alone = await sshWithKeyAlone(lab, host, 'alice');
  process.stdout.write(`  alice's key alone: ${alone.detail}\n`);
  keyturn(lab.directory, ['status', ...connecting, ...unlocking]);
  const { stdout } = await host.exec(['tail', '-n', '2', '/var/log/keyturn.log']);
  process.stdout.write(`$ tail -n 2 /var/log/keyturn.log      # on the host\n${stdout}`);
  return alone.accepted;
}
