// The hosts of a benchmark: what is rolled out to them, and the way back to how they were before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { LabHost } from '../docker/host.ts';
import { startLab, type Lab } from '../docker/lab.ts';
import { run, runOrThrow } from '../docker/engine.ts';
import { accessRequests } from '../src/access/host-view.ts';
import { formatDiagnostics } from '../src/diagnostics/format.ts';
import { clock } from '../src/facts/clock.ts';
import type { FactRequest } from '../src/facts/fact.ts';
import { osRelease } from '../src/facts/os-release.ts';
import type { Host } from '../src/inventory/host.ts';
import { loadInventory } from '../src/inventory/load.ts';
import { selectHosts } from '../src/inventory/select.ts';
import { loadPlaybook } from '../src/playbook/load.ts';
import type { Play } from '../src/playbook/play.ts';
import type { TaskTypes } from '../src/run/host-context.ts';
import { factRequests } from '../src/run/phases/plan.ts';
import { taskTypes } from '../src/tasks/index.ts';
import { cpuFiles, cpuTime } from './host-cpu.ts';

/** The playbook that Keyturn rolls out. */
export const playbookFile = join(import.meta.dirname, 'rollout.yml');

/** Task types by name, as a run wants them. */
export const taskTypesByName: TaskTypes = new Map(taskTypes.map((type) => [type.name, type]));

/** The account that everything here logs in as. */
export const managingAccount = 'admin';

// Work for the engine, which shares the machine's cores with the hosts.
const execsAtOnce = 6;

const save = `
mkdir /var/lib/bench
cp -a /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/pam.d/sshd /var/lib/bench/
`;

// Ends when sshd answers again: it does not listen for a moment after a HUP.
const putBack = `
set -e
rm -rf /etc/ssh/sshd_config.d /var/lib/keyturn /run/keyturn.lock /var/log/keyturn.log /home/*/.google_authenticator
cp -a /var/lib/bench/sshd_config /var/lib/bench/sshd_config.d /etc/ssh/
cp -a /var/lib/bench/sshd /etc/pam.d/sshd
kill -HUP "$(cat /run/sshd.pid)"
sleep 0.1
tries=0
until { read -r -t 2 banner <>/dev/tcp/127.0.0.1/22; } 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 50 ]
    sleep 0.1
done
`;

// Every login makes a host look names up, in PAM and in sudo. Here all hosts would ask one resolver in the same moment, which lets queries
// drop, and seconds of waiting for it would be measured. A name server that is not there says so at once, to everybody alike.
const noNames = ['--dns', '127.0.0.1'];

/** Equal hosts in a lab of their own, all worked on at the same time. */
export class BenchHosts {
  readonly lab: Lab;
  readonly forks: number;
  readonly inventory: readonly Host[];
  readonly play: Play;
  /** What Keyturn asks every host of this play for. */
  readonly requests: readonly FactRequest[];

  readonly #cpuFiles: readonly string[];

  private constructor(lab: Lab, files: readonly string[]) {
    this.lab = lab;
    this.#cpuFiles = files;
    this.forks = lab.hosts.length;
    this.inventory = readInventory(lab);
    this.play = readPlay();
    const always = [{ fact: osRelease, params: [] }, { fact: clock, params: [] }, ...accessRequests([managingAccount])];
    this.requests = factRequests(this.play, taskTypesByName, always);
  }

  /** Starts the hosts: Debian 12 with the PAM module, and with what Ansible needs where that image has been built. */
  static async start(count: number): Promise<BenchHosts> {
    const tag = await imageForAnsible();
    const lab = await startLab(
      Array.from({ length: count }, (_, index) => ({
        name: `host${String(index + 1).padStart(2, '0')}`,
        image: 'debian-12',
        otp: true,
        dockerArgs: noNames,
        ...(tag === undefined ? {} : { tag }),
      })),
    );
    try {
      const hosts = new BenchHosts(lab, await cpuFiles(lab.hosts.map((host) => host.container)));
      await hosts.#everywhere(save);
      return hosts;
    } catch (error) {
      await lab.stop();
      throw error;
    }
  }

  /** Puts every host to its state before any roll-out, and resolves when all of them answer again. */
  async reset(): Promise<void> {
    await this.#everywhere(putBack);
  }

  /** Milliseconds of CPU time that the hosts have spent so far; undefined where it cannot be read. */
  cpuTime(): number | undefined {
    return this.#cpuFiles.length === 0 ? undefined : cpuTime(this.#cpuFiles);
  }

  async #everywhere(script: string): Promise<void> {
    const limit = pLimit(execsAtOnce);
    await Promise.all(this.lab.hosts.map((host) => limit(() => runInside(host, script))));
  }
}

async function runInside(host: LabHost, script: string): Promise<void> {
  const { code, stderr } = await host.exec(['bash', '-c', script]);
  if (code !== 0) throw new Error(`${host.name}: ended with ${code}: ${stderr.trim()}`);
}

async function imageForAnsible(): Promise<string | undefined> {
  const tag = (await runOrThrow('sh', [join(import.meta.dirname, 'ansible/tag.sh')])).trim();
  const { code } = await run('docker', ['image', 'inspect', tag]);
  return code === 0 ? tag : undefined;
}

function readInventory(lab: Lab): readonly Host[] {
  const { inventory, diagnostics } = loadInventory(lab.inventory(), 'inventory.yml');
  if (inventory === undefined) throw new Error(formatDiagnostics(diagnostics));
  return selectHosts(inventory, 'all');
}

function readPlay(): Play {
  const { plays, diagnostics } = loadPlaybook(readFileSync(playbookFile, 'utf8'), playbookFile, taskTypes);
  const [play] = plays;
  if (play === undefined) throw new Error(formatDiagnostics(diagnostics));
  return play;
}
