// sshd asks for what a policy demands, except of those who are exempt. First value wins in sshd_config(5), so everything here is
// about being read first, and about lines of the host that would still win.
import { causes } from '../causes/causes.ts';
import { accounts, type Account } from '../facts/accounts.ts';
import { opensshVersion } from '../facts/openssh-version.ts';
import { sshdDaemon } from '../facts/sshd-daemon.ts';
import { sshdEffective } from '../facts/sshd-effective.ts';
import { sshdFiles, type SshdFiles } from '../facts/sshd-files.ts';
import { daemonArguments, walkSshdConfig } from '../formats/sshd-walk.ts';
import { policies } from '../policies/index.ts';
import { asksForCode, policyNamed, type Policy } from '../policies/policy.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import { keyAssertion, policyAssertion, representatives } from './sshd/assertions.ts';
import { fileChanges } from './sshd/changes.ts';
import { policyConflicts } from './sshd/conflicts.ts';
import { dropInText, isOurs, type Exempt } from './sshd/drop-in.ts';
import { enforcedBy, type Enforced } from './sshd/enforced.ts';
import { exemptRefusals, isExempt } from './sshd/exempt.ts';
import { placed, withoutInclude, type SshdTexts } from './sshd/placement.ts';
import { relaxConflicts } from './sshd/relax.ts';
import { unfit } from './sshd/unfit.ts';
import { names, policyParam } from './schema.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { TaskPlan } from '../plan/task-plan.ts';

function schemaFor(known: readonly Policy[]) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['policy'],
    properties: {
      policy: policyParam(known, ({ sshd }) => sshd.meaning),
      exempt: {
        type: 'object',
        description: 'Who goes on logging in with a key alone: robots, mostly. Every name must exist on the host.',
        additionalProperties: false,
        properties: {
          users: { ...names('Accounts by name.'), examples: [['backup-bot']] },
          groups: { ...names('Groups by name, for all their members.'), examples: [['robots']] },
        },
        examples: [{ users: ['backup-bot'] }],
      },
    },
  } as const satisfies ObjectSchema;
}

type SshdConfigParams = ParamsOf<ReturnType<typeof schemaFor>>;

function fileProblem(
  { main, files, dropInDirectory, dropIns }: SshdFiles,
  { distro, facts }: PlanContext,
): Refusal | undefined {
  const cause = causes.sshdFilesUnfit;
  const hidden = files.find((file) => file.text === undefined);
  if (hidden?.path === daemonArguments) {
    const message = 'what the sshd that runs was started with cannot be told from its title';
    return {
      cause,
      message,
      help: 'name options with blanks in them in the form `-o Keyword=value`, and start sshd anew when `sshd -t` says nothing',
    };
  }
  if (main !== distro.sshdConfig) {
    const message = `the sshd that runs reads ${main} (option -f), and not ${distro.sshdConfig}`;
    return {
      cause,
      message,
      help: `let it read ${distro.sshdConfig}, with the same lines in it, or leave the host out`,
    };
  }
  if (hidden !== undefined) {
    return { cause, message: `${hidden.path} could not be read`, help: 'become root (`become: yes`)' };
  }
  const binary = files.find((file) => file.text?.includes('\uFFFD') === true);
  if (binary !== undefined) return { cause, message: `${binary.path} is no UTF-8 text`, help: 'look at what is in it' };
  const foreign = files.find((file) => file.path === distro.sshdDropIn && !isOurs(file.text ?? ''));
  if (foreign !== undefined) {
    return { cause, message: `${foreign.path} is there and was not written by Keyturn`, help: 'give it another name' };
  }
  if (!dropInDirectory) {
    return { cause, message: `${dropIns} does not exist`, help: `create it: install -d -m 0755 ${dropIns}` };
  }
  const version = facts.get(opensshVersion);
  return version.known ? undefined : { cause, message: 'the release of sshd is not known', help: 'is this OpenSSH?' };
}

/** The files as they are without anything of ours. */
function baseTexts({ files, main }: SshdFiles, dropIn: string): SshdTexts | undefined {
  const texts = new Map(files.map(({ path, text }) => [path, text ?? '']));
  const bare = withoutInclude(texts.get(main) ?? '');
  if (bare === undefined) return undefined;
  texts.set(main, bare);
  texts.delete(dropIn);
  return texts;
}

function enforcingPlan(enforced: Enforced, base: SshdTexts, exempt: Exempt, context: PlanContext): TaskPlan {
  const { facts, distro, pending } = context;
  const version = facts.get(opensshVersion);
  const known = facts.get(accounts);
  const { policy } = enforced;
  const texts = placed(base, distro, dropInText(enforced, exempt));
  const onHost = new Map(facts.get(sshdFiles).files.map(({ path, text }) => [path, text ?? '']));
  const settings = walkSshdConfig(texts, distro.sshdConfig, onHost);
  const concerned = known.accounts.filter((account) => account.loginCapable);
  const exempts = (account: Account): boolean => isExempt(exempt, account);
  const { sshdDropIn: dropIn, pamService } = distro;
  const intent = { enforced, settings, dropIn, pamService, version, accounts: concerned, isExempt: exempts };
  return {
    changes: fileChanges(facts.get(sshdFiles), texts, distro, policy.sshd.summary),
    refusals: [...exemptRefusals(exempt, known, pending), ...policyConflicts(intent)],
    assertions: representatives(settings, concerned).map((account) =>
      policyAssertion(account, exempts(account), enforced, version, distro),
    ),
    demand: { policy, accounts: concerned.filter((account) => !exempts(account)).map(({ name }) => name) },
  };
}

function relaxingPlan(policy: Policy, base: SshdTexts, { facts, distro }: PlanContext): TaskPlan {
  const settings = walkSshdConfig(base, distro.sshdConfig);
  const concerned = facts.get(accounts).accounts.filter((account) => account.loginCapable);
  return {
    changes: fileChanges(facts.get(sshdFiles), base, distro, policy.sshd.summary),
    refusals: relaxConflicts(policy, settings, concerned),
    assertions: representatives(settings, concerned).map((account) => keyAssertion(account, settings)),
    demand: { policy, accounts: [] },
  };
}

function plan(policy: Policy, exempt: SshdConfigParams['exempt'], context: PlanContext): TaskPlan {
  const files = context.facts.get(sshdFiles);
  const { facts } = context;
  const problem = unfit(files, facts.get(sshdEffective), facts.get(sshdDaemon)) ?? fileProblem(files, context);
  if (problem !== undefined) return { changes: [], refusals: [problem] };
  const base = baseTexts(files, context.distro.sshdDropIn);
  if (base === undefined) {
    const message = `the marks of Keyturn in ${files.main} are not in pairs`;
    return {
      changes: [],
      refusals: [
        { cause: causes.sshdFilesUnfit, message, help: 'put the file right by hand, without any line of Keyturn' },
      ],
    };
  }
  const enforced = enforcedBy(policy, facts.get(opensshVersion));
  if (enforced === undefined) return relaxingPlan(policy, base, context);
  return enforcingPlan(enforced, base, { users: exempt?.users ?? [], groups: exempt?.groups ?? [] }, context);
}

/** The task type where these policies are known. */
export function sshdConfigTaskFor(known: readonly Policy[]): TaskType<SshdConfigParams> {
  const demands = known.flatMap(({ sshd }) => sshd.lines?.demands ?? []);
  return {
    name: 'sshd_config',
    description: `Makes sshd ask everybody for ${demands.join(', or for ')}, except those who are exempt, or takes that back. A host where another line would win is refused, with that line named.`,
    schema: schemaFor(known),
    example: `- name: sshd wants both factors
  sshd_config:
    policy: publickey+otp
    exempt:
      users: [backup-bot]
`,
    decidesLogins: true,
    asksForCodes: ({ policy }) => asksForCode(policyNamed(policy, known)),
    facts: ({ exempt }) => [
      { fact: accounts, params: exempt?.users ?? [] },
      { fact: opensshVersion, params: [] },
      { fact: sshdDaemon, params: [] },
      { fact: sshdFiles, params: [] },
      { fact: sshdEffective, params: exempt?.users ?? [] },
    ],
    plan: ({ policy, exempt }, context) => plan(policyNamed(policy, known), exempt, context),
  };
}

/** Writes `00-keyturn.conf` among sshd's drop-ins, and a marked Include into the main file only where nothing else would do. */
export const sshdConfigTask: TaskType<SshdConfigParams> = sshdConfigTaskFor(policies);
