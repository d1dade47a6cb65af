// sshd's PAM service asks for what a policy says. For a code in place of the password a line must not merely be added: with the password
// still asked for, accounts without one are locked out (L8), and with `sufficient` either would do (N6).
import { causes, type RefusalId } from '../causes/causes.ts';
import { demandOf } from '../access/pam/demand.ts';
import type { Why } from '../access/pam/question.ts';
import type { StackRule } from '../access/pam/stack.ts';
import type { Distro } from '../distros/distro.ts';
import { opensshVersion } from '../facts/openssh-version.ts';
import { pamService, type PamService } from '../facts/pam-service.ts';
import { sshDoors } from '../facts/ssh-doors.ts';
import { policies } from '../policies/index.ts';
import { asksForCode, policyNamed, type PamPart, type Policy } from '../policies/policy.ts';
import { splitLines } from '../formats/lines.ts';
import { askedText, passwordLines, withBlock, withoutBlock } from './pam/block.ts';
import { fileProblem, moduleProblem, sharingProblem } from './pam/problems.ts';
import { refuse } from './pam/refuse.ts';
import { repairBesideBlock, repairOf, repairOrder, repairOtherPassword, repairSeveralPasswords } from './pam/repair.ts';
import { sessionLines } from './pam/session-lines.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import { policyParam } from './schema.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import type { Refusal, Remedy } from '../plan/refusal.ts';
import type { TaskPlan } from '../plan/task-plan.ts';

function schemaFor(known: readonly Policy[]) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['policy'],
    properties: { policy: policyParam(known, ({ pam }) => pam.meaning) },
  } as const satisfies ObjectSchema;
}

type PamParams = ParamsOf<ReturnType<typeof schemaFor>>;

/** What a line of the administrator's own, asking for codes already, means. */
function byHand(
  service: PamService,
  text: string,
  { asks }: PamPart,
  { pamPasswordLine }: Distro,
): TaskPlan | undefined {
  const { code, password, problem, byAccount } = demandOf(service, text);
  if (code.demand === 'none') return undefined;
  const help = repairOf(service, text, asks, pamPasswordLine) ?? rewrite(service);
  const wrong = (cause: RefusalId, what: string): Refusal => ({
    ...{ cause, message: `${service.path} asks for a code already, ${what}` },
    ...help,
  });
  const weak = code.demand === 'weak' ? [wrong(code.cause, `but ${code.reason}`)] : [];
  if (code.demand === 'weak' && code.for === 'all') return { changes: [], refusals: weak };
  const unwanted = passwordProblem(asks, password, problem);
  const other = unwanted === undefined ? [] : [wrong(...unwanted)];
  return byAccount || other.length === 0
    ? { changes: [], doubts: [...weak, ...other] }
    : { changes: [], refusals: other };
}

/** What else than the code is not as it is wanted. */
function passwordProblem(
  asks: PamPart['asks'],
  password: boolean,
  problem: Why | undefined,
): readonly [cause: RefusalId, what: string] | undefined {
  if (asks.includes('password') && !password && problem === undefined)
    return [causes.pamStackUnfit, 'but for no password'];
  if (password && !asks.includes('password')) return [causes.noPassword, 'and for the password too'];
  return problem === undefined ? undefined : [problem.cause, `but ${problem.why}`];
}

/** Where no edit of a line or two is known to come out right. The file as the distribution ships it is what Keyturn can start from. */
function rewrite({ path }: PamService): Remedy {
  const help = `no edit of single lines is known to be right here: exempt the accounts that such a line is for, and let the auth lines of ${path} be those of the distribution, which Keyturn changes itself; keep a session of root open while you do`;
  return { help };
}

/** The service's text with our block in the place of the password line, and what speaks against it; or a refusal. */
function withLines(
  service: PamService,
  text: string,
  { asks }: PamPart,
  family: Distro,
): { readonly text: string; readonly doubts: readonly Refusal[] } | TaskPlan {
  const { pamPasswordLine, stateFile } = family;
  const places = passwordLines(text, pamPasswordLine);
  const [place] = places;
  if (place === undefined) {
    return refuse(
      causes.pamStackUnfit,
      `${service.path} has no line for the password that a code could ${asks.includes('password') ? 'follow' : 'take the place of'}`,
      repairOtherPassword(service, text, asks, stateFile) ?? rewrite(service),
    );
  }
  if (places.length > 1)
    return refuse(
      causes.pamStackUnfit,
      `${service.path} asks for the password more than once, at lines ${places.map((one) => one + 1).join(', ')}`,
      repairSeveralPasswords(service, text, asks, family) ?? rewrite(service),
    );
  const { lines, unknown } = asks.includes('password')
    ? { lines: [], unknown: [] }
    : sessionLines(service, text, splitLines(text)[place]?.trim() ?? '');
  const [strange] = unknown;
  if (strange !== undefined) return refuse(causes.pamStackUnfit, ...endsUnseen(service, strange));
  const planned = withBlock(text, place, asks, stateFile, lines);
  const { code, problem, byAccount } = demandOf(service, planned);
  const doubts: readonly Refusal[] =
    code.demand === 'weak'
      ? [
          {
            ...{ cause: code.cause, message: `${service.path}: ${code.reason}` },
            ...(repairOrder(service, text, asks, family) ?? rewrite(service)),
          },
        ]
      : [];
  if (code.demand === 'weak' && code.for === 'all') return { changes: [], refusals: doubts };
  if (problem === undefined) return { text: planned, doubts };
  const closed: Refusal = {
    cause: problem.cause,
    message: `${service.path} with ${askedText(asks, 'a code')}: ${problem.why}`,
    help: 'with that line nobody is sure to get in, whatever is shown: let it say yes, or "ignore", to the accounts that log in, before codes are asked for',
  };
  return byAccount ? { text: planned, doubts: [...doubts, closed] } : { changes: [], refusals: [closed] };
}

/** A line that would go with the one that asks for the password, and whose part in sessions is not known. */
function endsUnseen({ path }: PamService, { text, place }: StackRule): readonly [message: string, help: string] {
  return [
    `${path}: "${text}" at ${place} would no longer run, and what it does to sessions besides asking is not known`,
    `where it does something to sessions, put it into ${path} itself, which keeps it; else write the code line by hand in the place of the line for the password`,
  ];
}

function write({ path, text }: PamService, planned: string, summary: string): TaskPlan {
  if (planned === text) return { changes: [] };
  return {
    changes: [
      {
        kind: 'write-file',
        summary: `${path}: ${summary}`,
        risk: 'login',
        path,
        before: text,
        content: { kind: 'text', text: planned },
        mode: '0644',
        owner: 'root',
      },
    ],
  };
}

function plan({ pam: part }: Policy, context: PlanContext): TaskPlan {
  const service = context.facts.get(pamService);
  const { pamService: own } = context.distro;
  if (service.service !== own && part.asks.length > 0) {
    return refuse(
      causes.otherPamService,
      `the sshd that runs asks the PAM service ${service.service}, and not ${own}`,
      `let it ask ${own}: up to OpenSSH 9.7 the name of its program says which, from 9.8 on PAMServiceName`,
    );
  }
  const problem = fileProblem(service);
  if (problem !== undefined) return problem;
  const base = withoutBlock(service.text ?? '');
  if (base.state === 'broken') {
    return refuse(
      causes.pamBlockDamaged,
      `${service.path}: ${base.reason}`,
      `write the lines from "# BEGIN KEYTURN" to "# END KEYTURN" anew by hand, as the one line "${context.distro.pamPasswordLine}" that stood there; keep a session of root open while you do`,
    );
  }
  if (part.asks.length === 0) return write(service, base.text, part.summary);
  const done = byHand(service, base.text, part, context.distro);
  if (done !== undefined && base.state === 'ours') {
    return refuse(
      causes.pamStackUnfit,
      `${service.path} asks for codes outside of Keyturn's block too`,
      repairBesideBlock(service, part.asks) ?? rewrite(service),
    );
  }
  if (done !== undefined) return done;
  const planned = withLines(service, base.text, part, context.distro);
  if (!('text' in planned)) return planned;
  const problemOfModule = moduleProblem(service, context);
  if (problemOfModule !== undefined) return problemOfModule;
  const shared = sharingProblem(service, context);
  if (shared !== undefined && planned.text !== service.text) return shared;
  const { text, doubts } = planned;
  return { ...write(service, text, part.summary), doubts };
}

/** The task type where these policies are known. */
export function pamTaskFor(known: readonly Policy[]): TaskType<PamParams> {
  const orders = known.map(({ pam }) => pam.asks).filter((asks) => asks.length > 0);
  const asked = [...new Set(orders.map((asks) => askedText(asks, 'a one-time code')))];
  return {
    name: 'pam',
    description: `Makes sshd's PAM service ask for ${asked.join(', or for ')}, or restores the file as it was. No other service is touched.`,
    schema: schemaFor(known),
    example: `- name: PAM asks for the code
  pam:
    policy: publickey+otp
`,
    decidesLogins: true,
    asksForCodes: ({ policy }) => asksForCode(policyNamed(policy, known)),
    facts: () => [pamService, sshDoors, opensshVersion].map((fact) => ({ fact, params: [] })),
    plan: ({ policy }, context) => plan(policyNamed(policy, known), context),
  };
}

/** Changes sshd's own PAM service only, never a stack that others include: a code must not reach sudo, su or cron. */
export const pamTask: TaskType<PamParams> = pamTaskFor(policies);
