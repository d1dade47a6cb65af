// Every SSH daemon that listens is a door of its own: the model judges each by its own facts, and by those of the host that all share.
import type { Fact, Facts } from '../facts/fact.ts';
import { opensshVersion } from '../facts/openssh-version.ts';
import { pamService } from '../facts/pam-service.ts';
import { sshConnection } from '../facts/ssh-connection.ts';
import { sshDoors, type DoorDoubt, type SshDoor } from '../facts/ssh-doors.ts';
import { effectiveForAnybody, sshdEffective, type SshdValues } from '../facts/sshd-effective.ts';
import { sshdFiles } from '../facts/sshd-files.ts';
import { walkSshdConfig } from '../formats/sshd-walk.ts';

/** A door that the model can judge, with the facts as they are for it; or why it cannot. */
export type JudgedDoor =
  | { readonly door: SshDoor; readonly known: true; readonly facts: Facts }
  | { readonly door: SshDoor; readonly known: false; readonly why: string };

const doubts: Readonly<Record<DoorDoubt, string>> = {
  unseen: 'what it was started with cannot be seen without root',
  account: 'it does not run as root',
  mounts: 'it sees other files (a mount namespace or a root of its own)',
  network: 'it is in a network namespace of its own',
  program: 'it is not OpenSSH',
  'without-pam': 'it is not OpenSSH',
  build: 'which file it reads is not known: it is a build of its own without -f',
  many: 'there are more than can be looked at',
  answer: 'it gave no usable answer',
  stale: 'whether it has read its files since they were changed is not known',
};

/** All doors but the one that is judged anyway. */
export function judgedDoors(facts: Facts): readonly JudgedDoor[] {
  return facts.get(sshDoors).map((door): JudgedDoor => {
    if (!door.seen.known) return { door, known: false, why: doubts[door.seen.doubt] };
    const { files, effective, version, pam } = door.seen.facts;
    const unread = files.files.filter(({ text }) => text === undefined).map(({ path }) => path);
    if (unread.length > 0) return { door, known: false, why: `not readable: ${unread.join(', ')}` };
    const asked = effectiveForAnybody(effective);
    if (!asked.known)
      return { door, known: false, why: `sshd did not tell its configuration: ${asked.problem.trim()}` };
    const own = new Map<string, unknown>([
      [sshdFiles.name, files],
      [sshdEffective.name, effective],
      [opensshVersion.name, version],
      [pamService.name, pam],
      [sshConnection.name, arrivalAt(door, facts)],
    ]);
    const get = <T>(fact: Fact<T>): T => (own.has(fact.name) ? (own.get(fact.name) as T) : facts.get(fact));
    return { door, known: true, facts: { get } };
  });
}

/** Our own connection, as if it had been made to this door. */
function arrivalAt({ listens }: SshDoor, facts: Facts): unknown {
  const { client, local } = facts.get(sshConnection);
  const [first] = listens;
  if (first === undefined || local === undefined) return { client, local: undefined };
  return { client, local: first.on === 'every address' ? { ...local, port: first.port } : undefined };
}

/** Whether only the host itself reaches the door. */
export function isLocal({ listens }: SshDoor): boolean {
  return listens.length > 0 && listens.every(({ on }) => on === 'loopback');
}

/** A door as a reader finds it: `port 2222, ssh-second.service`. */
export function doorName(door: SshDoor): string {
  const ports = [...new Set(door.listens.map(({ port }) => port))].sort((one, other) => one - other);
  const where = ports.length === 0 ? '' : `port ${ports.join(' and ')}${isLocal(door) ? ' of the host itself' : ''}, `;
  return `${where}${door.unit ?? `process ${door.pid}`}`;
}

/** Whether a door asks PAM of anybody, for a password or a code, and which service. */
export function asksPam({ seen }: SshDoor): { readonly asks: 'yes' | 'no' | 'unknown'; readonly service?: string } {
  if (!seen.known) return { asks: seen.doubt === 'without-pam' ? 'no' : 'unknown' };
  const { files, effective, pam } = seen.facts;
  const { service } = pam;
  const answers = [effective.global, ...effective.classes.map((one) => one.effective)].filter(
    (one) => one.known || one.asked,
  );
  if (answers.length === 0 || answers.some(({ known }) => !known)) return { asks: 'unknown', service };
  const values = answers.flatMap((one) => (one.known ? [one.values] : []));
  if (values.every((one) => isOff(one, 'usepam'))) return { asks: 'no', service };
  const texts = new Map(files.files.map(({ path, text = '' }) => [path, text]));
  // A block may turn on for some, from somewhere, what is off.
  const byBlock = walkSshdConfig(texts, files.main).some(
    ({ keyword, args, conditions }) =>
      conditions.length > 0 && prompts.includes(keyword) && args[0]?.toLowerCase() !== 'no',
  );
  const asks = byBlock || values.some((one) => prompts.some((keyword) => !isOff(one, keyword)));
  return { asks: asks ? 'yes' : 'no', service };
}

const prompts = ['passwordauthentication', 'kbdinteractiveauthentication', 'challengeresponseauthentication'];

/** What sshd of a release does not print is off: it has no such option. */
function isOff(values: SshdValues, keyword: string): boolean {
  const [value = 'no'] = Object.hasOwn(values, keyword) ? (values[keyword] ?? []) : [];
  return value === 'no';
}
