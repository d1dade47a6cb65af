// The scripts that run on a host, read from `host/` of the package. Each is made self-contained by putting the parts it uses in
// front of it: files joined as they are, and one part with the names that the host's family has.
import type { Layout } from '../distros/distro.ts';
import { shippedText } from '../shipped/files.ts';
import { quote } from '../shell/quote.ts';

/** The scripts as they are sent. */
export interface HostScripts {
  /** Runs once, from standard input. */
  readonly stage: string;
  /** What stage puts into the run's folder on the host, by file name. */
  readonly staged: Readonly<Record<StagedScript, string>>;
}

type StagedScript = 'owner.sh' | 'apply.sh' | 'confirm.sh' | 'revert.sh' | 'off.sh';

/** The part that is made from the family, not read. */
const family = 'family';

const parts = {
  'stage.sh': [
    'base',
    family,
    'run',
    'owner-call',
    'lock',
    'arguments',
    'daemon',
    'sshd',
    'deadman',
    'payload',
    'candidates',
  ],
  'apply.sh': ['base', family, 'run', 'owner-call', 'daemon', 'sshd'],
  'confirm.sh': ['base', family, 'run', 'owner-call', 'deadman'],
  'revert.sh': ['base', family, 'run', 'owner-call', 'daemon', 'sshd', 'deadman', 'back'],
  'off.sh': ['base', family, 'lock', 'arguments', 'daemon', 'sshd', 'marks'],
  'owner.sh': [],
} as const satisfies Record<string, readonly string[]>;

const loaded = new Map<string, Promise<HostScripts>>();

/** The scripts for hosts of a family, read once per process. Rejects when the package is incomplete. */
export function hostScripts(layout: Pick<Layout, 'units'>): Promise<HostScripts> {
  const names = familyNames(layout);
  const scripts = loaded.get(names) ?? load(names);
  loaded.set(names, scripts);
  return scripts;
}

/** The part `family`: what the SSH daemon is called there, as a service of the init system and as units of systemd. */
export function familyNames({ units }: Pick<Layout, 'units'>): string {
  const services = units.flatMap((unit) => /^(.*)\.service$/.exec(unit)?.[1] ?? []);
  const sockets = units.filter((unit) => unit.endsWith('.socket'));
  return `# What the SSH daemon is called on this family. Not every script needs everything.
# shellcheck disable=SC2034
{
    ssh_services=${quote(services.join(' '))}
    ssh_sockets=${quote(sockets.join(' '))}
    ssh_units=${quote(units.join(' '))}
}
`;
}

async function load(names: string): Promise<HostScripts> {
  const [stage, owner, apply, confirm, revert, off] = await Promise.all([
    assemble('stage.sh', names),
    assemble('owner.sh', names),
    assemble('apply.sh', names),
    assemble('confirm.sh', names),
    assemble('revert.sh', names),
    assemble('off.sh', names),
  ]);
  const staged = { 'owner.sh': owner, 'apply.sh': apply, 'confirm.sh': confirm, 'revert.sh': revert, 'off.sh': off };
  return { stage, staged };
}

async function assemble(name: keyof typeof parts, names: string): Promise<string> {
  const read = (file: string): Promise<string> => shippedText(`host/${file}`);
  const before = parts[name].map((part) => (part === family ? names : read(`lib/${part}.sh`)));
  const texts = await Promise.all([...before, read(name)]);
  return texts.join('\n');
}
