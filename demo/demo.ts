// npm run demo: the whole path on three real hosts, narrated. Leaves the hosts up; `--down` removes them. `--kill` is another story.
import { join } from 'node:path';
import { startLab, stopAllLabs, type Lab } from '../docker/lab.ts';
import { killedDemo } from './killed.ts';
import {
  connecting,
  keyturn,
  nextCode,
  say,
  sshCommand,
  sshWithCode,
  sshWithKeyAlone,
  unlocking,
  writeFiles,
} from './steps.ts';

const root = join(import.meta.dirname, '..');

async function main(): Promise<number> {
  if (process.argv.includes('--down')) {
    await stopAllLabs();
    say('the demo is gone: hosts, keys, vault and inventory');
    return 0;
  }
  if (process.argv.includes('--kill')) return killedDemo();
  say('starting three hosts: Debian 11, 12 and 13, each as its installer leaves it');
  const lab = await startLab(
    ['debian-11', 'debian-12', 'debian-13'].map((image) => ({ name: image.replace('-', ''), image })),
    { keep: true },
  );
  writeFiles(lab);
  return rollOut(lab);
}

async function rollOut(lab: Lab): Promise<number> {
  const [vault, hosts] = [unlocking, connecting];
  const run = (...argv: readonly string[]): number => keyturn(lab.directory, argv);

  say('a vault for the one-time-code secrets, and the key that opens it beside it');
  if (run('vault', 'init', 'vault', '--identity', 'identity.txt') !== 0) return 1;
  say('the plan: nothing is written');
  if (run('plan', ...hosts, 'rollout.yml', ...vault) !== 0) return 1;
  say('the roll-out, with proof');
  if (run('apply', ...hosts, 'rollout.yml', ...vault) !== 0) return 1;
  say('the same again: nothing to change');
  if (run('apply', ...hosts, 'rollout.yml', ...vault) !== 0) return 1;
  say('what alice gets');
  if (run('handout', 'alice', ...vault) !== 0) return 1;

  const failures = await logins(lab);
  if (failures > 0) return 1;
  farewell(lab, hosts, vault);
  return 0;
}

async function logins(lab: Lab): Promise<number> {
  let failures = 0;
  say('a host takes each code once, and keyturn has just used some for its proof: waiting for the next');
  await nextCode();
  for (const host of lab.hosts) {
    say(`alice logs in to ${host.name} with OpenSSH's own ssh: key alone, then key and code`);
    const alone = await sshWithKeyAlone(lab, host, 'alice');
    const both = await sshWithCode(lab, host, 'alice');
    process.stdout.write(`  key alone:    ${alone.detail}\n  key and code: ${both.detail}\n`);
    if (alone.accepted || !both.accepted) failures += 1;
  }
  return failures;
}

function farewell(lab: Lab, hosts: readonly string[], vault: readonly string[]): void {
  const [host] = lab.hosts;
  if (host === undefined) return;
  process.stdout.write(
    [
      '',
      'The hosts stay up. Try next:',
      '',
      `  cd ${lab.directory}`,
      `  ./keyturn handout bob ${vault.join(' ')}`,
      `  ${sshCommand(lab, host, 'bob').join(' ')}      # asks for the code of your app`,
      `  ./keyturn plan ${hosts.join(' ')} ${join(root, 'playbooks/relax.yml')} ${vault.join(' ')}`,
      `  ./keyturn inventory -i inventory.yml --graph`,
      '',
      `  npm run demo -- --down      # removes everything`,
      '',
    ].join('\n'),
  );
}

process.exitCode = await main();
