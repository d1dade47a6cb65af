// Accounts get a secret for one-time codes. A file that is there is never rotated: the phone that knows it would be dead (L33).
import { causes, type RefusalId } from '../causes/causes.ts';
import { enrolledState } from '../access/enrolled.ts';
import { quoted, shown } from '../access/state-file/problem.ts';
import { newFileProblem } from '../access/state-file/writing.ts';
import { accounts, type Account } from '../facts/accounts.ts';
import { clock } from '../facts/clock.ts';
import { stateFiles } from '../facts/state-files.ts';
import { stateSettings } from '../formats/state-settings.ts';
import type { Change } from '../plan/change.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import { names } from './schema.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import type { Refusal } from '../plan/refusal.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['users'],
  properties: {
    users: { ...names('Accounts that are to log in with a one-time code.'), examples: [['alice', 'bob']] },
    issuer: {
      type: 'string',
      description: 'The name under which code apps show the entry; the name of the organisation, say.',
      pattern: '^[^:%\\x00-\\x1f\\x7f]{1,64}$',
      default: 'SSH',
      examples: ['Example Ltd'],
    },
  },
} as const satisfies ObjectSchema;

type EnrolParams = ParamsOf<typeof schema>;

// Codes of the steps before and after are taken too (WINDOW_SIZE 3), so that half a minute is what always works.
const maxOffset = 30;

/** What one account needs: nothing, a change, or a refusal. */
type Step = { readonly change: Change } | { readonly refusal: Refusal } | undefined;

function step(name: string, issuer: string, context: PlanContext): Step {
  const account = context.facts.get(accounts).accounts.find((entry) => entry.name === name);
  if (account === undefined) {
    return refuse(
      causes.noSuchAccount,
      name,
      `there is no account "${name}" on this host`,
      'create it first, or take it off the list',
    );
  }
  const enrolled = enrolledState(context.facts.get(stateFiles), name, context.facts.get(clock).epochSeconds);
  switch (enrolled.state) {
    case 'valid':
      return ignoredProblem(name, context);
    case 'invalid':
      return refuse(enrolled.cause, name, `${enrolled.reason}: every code of "${name}" would fail`, enrolled.help);
    case 'unknown':
      return refuse(enrolled.cause, name, enrolled.reason, enrolled.help);
    case 'absent':
      return (
        homeProblem(account, context) ??
        sealedProblem(name, context) ?? { change: stateFileChange(account, issuer, context) }
      );
  }
}

/** Why a file of Keyturn's own would not do for an account that has none. */
function homeProblem({ name, home }: Account, { facts }: PlanContext): Step {
  const file = facts.get(stateFiles).files.find((entry) => entry.account === name);
  if (file?.home.kind !== 'directory') {
    return refuse(
      causes.homeOutOfReach,
      name,
      `"${name}" has no home directory at ${home}`,
      `create ${home}, owned by ${name}`,
    );
  }
  if (file.leadsTo !== undefined) {
    const message = `${file.path} is a link to ${file.leadsTo}, where there is nothing`;
    return refuse(
      causes.stateFileNotTaken,
      name,
      message,
      `remove the link, or put the state file of "${name}" where it leads`,
    );
  }
  const problem = newFileProblem(file);
  return (
    problem && refuse(problem.cause, name, `"${name}" could never log in with a code: ${problem.reason}`, problem.help)
  );
}

/** A line that its author took for an option is a limit that is not there. */
function ignoredProblem(name: string, { facts }: PlanContext): Step {
  const file = facts.get(stateFiles).files.find((entry) => entry.account === name);
  const [line] = file?.text === undefined ? [] : stateSettings(file.text).ignored.filter(({ text }) => text !== '"?');
  if (file === undefined || line === undefined) return undefined;
  const message = `${quoted(line)} of ${file.path} means nothing to the module`;
  const meant = line.text.replace(/^"[ \t]*/, '');
  return refuse(causes.ignoredLine, name, message, `write ${shown(`" ${meant}`)}, or remove the line`);
}

function sealedProblem(name: string, context: PlanContext): Step {
  if (context.vaultEntry(name) !== 'sealed') return undefined;
  const message = `the vault has a secret for "${name}" that cannot be opened here, and this host has none yet`;
  return refuse(causes.vaultSealed, name, message, 'give the identity that opens the vault (`--identity FILE`)');
}

function stateFileChange({ name }: Account, issuer: string, { facts }: PlanContext): Change {
  const path = facts.get(stateFiles).files.find((file) => file.account === name)?.path ?? '';
  return {
    kind: 'write-file',
    summary: `${path}: enrol ${name} for one-time codes`,
    risk: 'login',
    path,
    before: undefined,
    content: { kind: 'state-file', account: name, issuer },
    mode: '0400',
    owner: name,
  };
}

/** Two names of one uid and home have one state file, and one phone: the first of them brings it, here or in a task before. */
function oncePerFile(changes: readonly Change[], pending: readonly Change[]): readonly Change[] {
  const seen = new Set(pending.flatMap((change) => (change.kind === 'write-file' ? [change.path] : [])));
  return changes.filter((change) => {
    if (change.kind !== 'write-file' || seen.has(change.path)) return false;
    seen.add(change.path);
    return true;
  });
}

function refuse(cause: RefusalId, account: string, message: string, help: string): Step {
  return { refusal: { cause, account, message, help } };
}

function clockRefusals({ clockOffset }: PlanContext): readonly Refusal[] {
  if (clockOffset === undefined || Math.abs(clockOffset) <= maxOffset) return [];
  const message = `the host's clock is ${Math.abs(Math.round(clockOffset))} s ${clockOffset > 0 ? 'ahead' : 'behind'}: codes would fail`;
  return [
    { cause: causes.clockWrong, message, help: 'set the clock, and keep it right with chrony or systemd-timesyncd' },
  ];
}

/** Gives accounts a state file; existing ones stay as they are, and broken ones are refused. */
export const enrolTask: TaskType<EnrolParams> = {
  name: 'enrol',
  description:
    'Enrols accounts for one-time codes: each gets a state file for the PAM module, with a secret that is kept in the vault. An account that has a valid file keeps it.',
  schema,
  example: `- name: people are enrolled
  enrol:
    users: [alice, bob]
    issuer: Example Ltd
`,
  facts: ({ users }) => [
    { fact: accounts, params: users },
    { fact: stateFiles, params: users },
    { fact: clock, params: [] },
  ],
  plan({ users, issuer = 'SSH' }, context) {
    const steps = users.map((name) => step(name, issuer, context));
    const changes = oncePerFile(
      steps.flatMap((one) => (one !== undefined && 'change' in one ? [one.change] : [])),
      context.pending,
    );
    const refusals = steps.flatMap((one) => (one !== undefined && 'refusal' in one ? [one.refusal] : []));
    return { changes, refusals: [...clockRefusals(context), ...refusals] };
  },
};
