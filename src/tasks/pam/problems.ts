// What keeps the task pam from changing a service: its file, the module, and what else asks it.
import { asksPam, doorName } from '../../access/doors.ts';
import { isInstalled, codeModule } from '../../access/pam/modules.ts';
import { causes } from '../../causes/causes.ts';
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { sshDoors } from '../../facts/ssh-doors.ts';
import type { TaskPlan } from '../../plan/task-plan.ts';
import type { PlanContext } from '../task-type.ts';
import { refuse } from './refuse.ts';

/** What keeps us from writing the file at all. */
export function fileProblem({ path, kind, text, links, target }: PamService): TaskPlan | undefined {
  if (kind === 'symlink') {
    return refuse(
      causes.pamFileUnfit,
      `${path} leads to ${target ?? 'another file'}, which may serve more than sshd`,
      `put a file of its own at ${path}`,
    );
  }
  if (kind === 'absent')
    return refuse(causes.pamFileUnfit, `${path} does not exist`, 'is the SSH server of the distribution installed?');
  if (kind !== 'regular' || text === undefined) {
    return refuse(causes.pamFileUnfit, `${path} could not be read`, 'become root (`become: yes`)');
  }
  if (links !== undefined && links > 1) {
    return refuse(
      causes.pamFileUnfit,
      `${path} has ${links} hard links, and may serve more than sshd`,
      `put a file of its own at ${path}`,
    );
  }
  return text.includes('\uFFFD')
    ? refuse(causes.pamFileUnfit, `${path} is no UTF-8 text`, `look at what is in ${path}`)
    : undefined;
}

/** Why no line may call the module: neither is it there, nor does the plan install it. */
export function moduleProblem({ modules }: PamService, { pending, distro }: PlanContext): TaskPlan | undefined {
  const installs = pending.some(
    (change) => change.kind === 'install-package' && change.pamModules.includes(codeModule),
  );
  if (isInstalled({ modules: new Set(modules) }, codeModule) === 'yes' || installs) return undefined;
  const help = `install it before: \`package: {name: ${distro.otpPackage}}\``;
  return refuse(
    causes.moduleMissing,
    'pam_google_authenticator.so is not installed: every login through PAM would fail',
    help,
  );
}

/** What else would ask for a code, and refuse who has none. */
export function sharingProblem({ path, service, usedBy }: PamService, { facts }: PlanContext): TaskPlan | undefined {
  const [user] = usedBy;
  if (user !== undefined) {
    return refuse(
      causes.sharedPam,
      `${usedBy.join(', ')} ${usedBy.length === 1 ? 'takes' : 'take'} the lines of ${path}, and would ask for a code too`,
      `copy ${path} to a file of another name, and let ${usedBy.join(', ')} name that one`,
    );
  }
  const shared = facts
    .get(sshDoors)
    .map((door) => ({ door, ...asksPam(door) }))
    .find((one) => one.asks !== 'no' && (one.service ?? service) === service);
  if (shared === undefined) return undefined;
  const { door } = shared;
  const asks = shared.asks === 'yes' ? 'asks' : 'may ask';
  const own = `${path}-2`;
  const program = atLeast(facts.get(opensshVersion), 9, 8)
    ? `set \`PAMServiceName ${service}-2\` in its configuration`
    : `start it by that name (ln -s /usr/sbin/sshd /usr/sbin/${service}-2)`;
  return refuse(
    causes.sharedPam,
    `another SSH daemon (${doorName(door)}: ${door.commandLine}) ${asks} the PAM service ${service} for passwords: it would let in with a code alone, and nobody without one`,
    `copy ${path} to ${own} and ${program}; or switch PasswordAuthentication and KbdInteractiveAuthentication off there; or stop it`,
  );
}
