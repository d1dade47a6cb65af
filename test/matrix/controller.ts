// One process of Keyturn, from its first moment to its last: the real run over a simulated host. What it leaves for the next one is on
// the controller's disk: the vault, the codes that were spent, the journal.
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { settleHosts } from '../../src/commands/settle-hosts.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { ConnectionError } from '../../src/connection/connection.ts';
import type { Evidence } from '../../src/connection/evidence.ts';
import { codesOver, type CodeRequest, type Codes } from '../../src/enrolment/codes.ts';
import { createEnrolment, type Enrolment } from '../../src/enrolment/enrolment.ts';
import { enrolmentsOf } from '../../src/enrolment/enrolments.ts';
import { spentCodesIn } from '../../src/enrolment/spent-codes.ts';
import { stateFileText } from '../../src/enrolment/state-file-text.ts';
import { openVault, type Vault } from '../../src/enrolment/vault.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Play } from '../../src/playbook/play.ts';
import type { RunReport } from '../../src/run/report.ts';
import { findJournals, unfinished } from '../../src/run/journal/folder.ts';
import { openHosts, type JournalState } from '../../src/run/journal/state.ts';
import { JournalWriter } from '../../src/run/journal/writer.ts';
import { thisProcess } from '../../src/run/journal/process-mark.ts';
import { newNonce, newRunId } from '../../src/run/run-id.ts';
import { apply } from '../../src/run/actions/apply.ts';
import { runPlay } from '../../src/run/fleet/run-play.ts';
import type { LoginCircumstances, LoginCode, RunServices, StateSecret } from '../../src/run/services.ts';
import type { Secret } from '../../src/shell/secret.ts';
import { taskTypes } from '../../src/tasks/index.ts';
import { knock, type Door } from './door.ts';
import { Failpoints, type Failpoint } from './failpoint.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { Wire, type Strike } from './wire.ts';

/** The account that Keyturn logs in as. */
export const managing = 'admin';
/** Seconds, as on the command line. */
export const revertAfter = 180;

const nowhere = { file: '-', start: { line: 1, col: 1 }, end: { line: 1, col: 1 } };
const inventoryHost: Host = {
  ...{ name: 'web1', address: '192.0.2.10', port: 22, user: managing, privateKeyFile: undefined, become: true },
  ...{ groups: ['all'], vars: new Map(), range: nowhere },
};

/** What a process is to do, and what shall happen to it. */
export interface Job {
  readonly play: Play;
  /** Goes on with a run that was killed, where there is one. */
  readonly resumes?: boolean;
  readonly breakLock?: string;
  /** Where the strike comes: at one failpoint, or at the so manyth whatever it is. */
  readonly failpoint?: Failpoint | number;
  readonly strike?: Strike;
  /** Which places in scripts are told where nothing strikes: all, or only those that a write leads to. */
  readonly look?: 'count' | 'watch';
}

/** How a process ended. */
export interface Ended {
  /** Undefined for one that was killed. */
  readonly report: RunReport | undefined;
  readonly failpoints: Failpoints;
  readonly wire: Wire;
}

/** The folder of one controller. */
export interface Disk {
  readonly folder: string;
}

export const vaultOf = ({ folder }: Disk): string => join(folder, 'vault');
export const identityOf = ({ folder }: Disk): string => join(folder, 'identity.txt');
export const journalsOf = ({ folder }: Disk): string => join(folder, 'runs');

/** Runs one process, as the command line would. */
export async function runController(host: SimulatedHost, disk: Disk, job: Job): Promise<Ended> {
  const failpoints = new Failpoints(job.failpoint);
  const wire = new Wire(host, failpoints, job.strike, job.look ?? 'count');
  const ended = await Promise.race([applyOrResume(host, disk, job, wire), wire.killed]);
  return { report: ended === 'killed' ? undefined : ended, failpoints, wire };
}

async function applyOrResume(host: SimulatedHost, disk: Disk, job: Job, wire: Wire): Promise<RunReport> {
  const services = await servicesOver(host, disk, wire);
  const dead = job.resumes === true ? unfinished(await findJournals(journalsOf(disk))).at(-1)?.state : undefined;
  const open = dead?.begun.filter(({ state }) => state === 'open') ?? [];
  const runId = newRunId(new Date(services.now()));
  const journal = await openJournal(disk, runId, dead, () => services.now(), wire);
  const never = new AbortController().signal;
  const interrupt = { stopping: never, revertNow: never, leave: never };
  const hosts = new Map([[inventoryHost.name, inventoryHost]]);
  await settleHosts(open, hosts, { services, interrupt, journal, forks: 1, show: () => undefined });
  const report = await runPlay({
    action: apply,
    runId,
    play: job.play,
    hosts: [inventoryHost],
    taskTypes: new Map(taskTypes.map((type) => [type.name, type])),
    forks: 1,
    canaries: true,
    budgets: { lost: 1, unreachable: undefined },
    allowLockout: [],
    acceptBreaking: [],
    accounts: [],
    review: undefined,
    revertAfter,
    breakLocks: job.breakLock === undefined ? [] : [job.breakLock],
    services,
    journal,
    sink: () => undefined,
    interrupt,
  });
  await journal.close();
  return report;
}

/** As openJournal does, but that the disk is one on which a process can die. */
async function openJournal(
  disk: Disk,
  run: string,
  dead: JournalState | undefined,
  now: () => number,
  wire: Wire,
): Promise<JournalWriter> {
  mkdirSync(journalsOf(disk), { recursive: true });
  const name = join(journalsOf(disk), `${run}.ndjson`);
  const append = async (text: string): Promise<void> => {
    await wire.moment('journal', 'begun');
    if (wire.reaches('journal', 'torn')) {
      appendFileSync(name, text.slice(0, text.length / 2));
      await wire.happen();
    }
    appendFileSync(name, text);
    await wire.moment('journal', 'durable');
  };
  const journal = new JournalWriter({ name, append, close: () => Promise.resolve() }, now);
  const asked = {
    type: 'asked',
    version: 1,
    run,
    by: thisProcess(),
    cwd: '/',
    playbooks: [],
    flags: {},
    files: [],
  } as const;
  await journal.intend(
    dead === undefined ? asked : { ...asked, resumes: { run: dead.asked.run, open: openHosts(dead) } },
  );
  return journal;
}

async function servicesOver(host: SimulatedHost, disk: Disk, wire: Wire): Promise<RunServices> {
  const vault = await openVault(vaultOf(disk), identityOf(disk));
  const enrolments = enrolmentsOf(watched(vault, wire), { randomBytes, now: () => new Date() });
  const now = (): number => host.now() * 1000;
  const sleep = (milliseconds: number): Promise<void> => {
    wire.pass(milliseconds / 1000);
    return Promise.resolve();
  };
  const clock = { now: () => host.now(), sleep: (seconds: number) => sleep(seconds * 1000) };
  const codes = codesOver(spentCodesIn(join(disk.folder, 'spent-codes')), clock);
  const own = async (account: string): Promise<LoginCode | undefined> =>
    enrolments.entry(account) === 'open'
      ? { secret: (await enrolments.obtain(account, '')).secret, copy: undefined, wrong: false }
      : undefined;
  const enter = async (
    door: Door,
    account: string,
    code: LoginCode | undefined,
    { clockOffset }: LoginCircumstances,
  ): Promise<Evidence> => {
    const stateFile = { host: 'web1', account, ...(code?.copy === undefined ? {} : { copy: code.copy }) };
    const request = code && { stateFile, clockOffset, secret: code.secret };
    return knock(host, door, account, request && (() => give(codes, request, code.wrong, wire)));
  };
  return {
    managingAccount: () => managing,
    async connect(_, circumstances) {
      const code = await own(managing);
      const { connection, result } = await wire.connect(async () => {
        const evidence = await enter('daemon', managing, code, circumstances);
        if (evidence.outcome !== 'accepted') throw new ConnectionError('auth', `not let in: ${evidence.detail}`);
        return evidence;
      });
      return { connection, evidence: result };
    },
    async login(_, { account, code }, circumstances, __, open) {
      const attempt = async (): Promise<Evidence> => {
        const stream = await open?.();
        return seen(account, () =>
          wire.login(stream, (config) =>
            enter(config === undefined ? 'daemon' : { config }, account, code, circumstances),
          ),
        );
      };
      const first = await attempt();
      return first.outcome === 'unknown' ? attempt() : first;
    },
    privateKey: () => Promise.reject(new TypeError('no key file is named')),
    decoyKey: () => generatePrivateKey('a decoy'),
    enrolments: {
      entry: (account) => enrolments.entry(account),
      opened: () => enrolments.opened(),
      obtain: async (account, issuer) => stateSecret(await enrolments.obtain(account, issuer)),
      decoy: (account) => stateSecret(createEnrolment(account, 'rehearsal', { randomBytes, now: () => new Date() })),
    },
    operator: 'alice@desk',
    now,
    sleep,
    nonce: newNonce,
  };
}

/** A login that the line did not carry to its end says nothing. */
async function seen(account: string, login: () => Promise<Evidence>): Promise<Evidence> {
  try {
    return await login();
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { account, steps: [], prompts: [], outcome: 'unknown', detail: error.message };
  }
}

async function give(codes: Codes, request: CodeRequest, wrong: boolean, wire: Wire): Promise<Secret> {
  await codes.ready(request);
  await wire.moment('code', 'begun');
  const code = await (wrong ? codes.wrong(request) : codes.take(request));
  await wire.moment('code', 'durable');
  return code;
}

function watched(vault: Vault, wire: Wire): Vault {
  return {
    ...vault,
    async create(enrolment) {
      await wire.moment('vault entry', 'begun');
      await vault.create(enrolment);
      await wire.moment('vault entry', 'durable');
    },
  };
}

function stateSecret(enrolment: Enrolment): StateSecret {
  return { secret: enrolment.secret, text: stateFileText(enrolment) };
}
