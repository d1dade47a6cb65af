// The scripts that run on a host, read from `host/` of the package. Each is made self-contained by putting the parts it uses in
// front of it: files joined as they are, never shell composed from values.
import { readFile } from 'node:fs/promises';

/** The scripts as they are sent. */
export interface HostScripts {
  /** Runs once, from standard input. */
  readonly stage: string;
  /** What stage puts into the run's folder on the host, by file name. */
  readonly staged: Readonly<Record<StagedScript, string>>;
}

type StagedScript = 'owner.sh' | 'apply.sh' | 'confirm.sh' | 'revert.sh' | 'off.sh';

const parts = {
  'stage.sh': ['base', 'run', 'owner-call', 'lock', 'arguments', 'daemon', 'sshd', 'deadman', 'payload', 'candidates'],
  'apply.sh': ['base', 'run', 'owner-call', 'daemon', 'sshd'],
  'confirm.sh': ['base', 'run', 'owner-call', 'deadman'],
  'revert.sh': ['base', 'run', 'owner-call', 'daemon', 'sshd', 'deadman', 'back'],
  'off.sh': ['base', 'lock', 'arguments', 'daemon', 'sshd', 'marks'],
  'owner.sh': [],
} as const satisfies Record<string, readonly string[]>;

// `src/transaction/` and `dist/transaction/` are equally deep in the package.
const folder = new URL('../../host/', import.meta.url);

let loaded: Promise<HostScripts> | undefined;

/** The scripts, read once per process. Rejects when the package is incomplete. */
export function hostScripts(): Promise<HostScripts> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<HostScripts> {
  const [stage, owner, apply, confirm, revert, off] = await Promise.all([
    assemble('stage.sh'),
    assemble('owner.sh'),
    assemble('apply.sh'),
    assemble('confirm.sh'),
    assemble('revert.sh'),
    assemble('off.sh'),
  ]);
  const staged = { 'owner.sh': owner, 'apply.sh': apply, 'confirm.sh': confirm, 'revert.sh': revert, 'off.sh': off };
  return { stage, staged };
}

async function assemble(name: keyof typeof parts): Promise<string> {
  const files = [...parts[name].map((part) => `lib/${part}.sh`), name];
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
  return texts.join('\n');
}
