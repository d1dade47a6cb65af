// An audit as a task: refuses hosts on which something bad is found. It changes nothing.
import type { Finding } from '../audit/judgement.ts';
import { factsNeeded, judgeHost, type RuleVerdict } from '../audit/judge-host.ts';
import { asItIs, severityOf, type ChosenRule } from '../audit/profile/profile.ts';
import { rules } from '../audit/rules/index.ts';
import { isAtLeast, severities } from '../audit/severity.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { TaskPlan } from '../plan/task-plan.ts';

const defaultThreshold = 'high';

const ruleIds = {
  type: 'array',
  items: { type: 'string', enum: rules.map(({ id }) => id) },
  minItems: 1,
  uniqueItems: true,
} as const;

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    fail_on: {
      type: 'string',
      description: 'The mildest severity that counts.',
      enum: severities,
      default: defaultThreshold,
      examples: ['critical'],
    },
    rules: { ...ruleIds, description: 'Judges these rules alone.', examples: [['TFA-001', 'TFA-008']] },
    except: { ...ruleIds, description: 'Leaves rules out.', examples: [['TFA-027']] },
  },
} as const satisfies ObjectSchema;

type AuditParams = ParamsOf<typeof schema>;

function chosen({ rules: wanted, except = [] }: AuditParams): readonly ChosenRule[] {
  return rules.filter(({ id }) => (wanted?.includes(id) ?? true) && !except.includes(id)).map(asItIs);
}

function plan(params: AuditParams, context: PlanContext): TaskPlan {
  const { facts, root, clockOffset, managingAccount, pending, outOfBand } = context;
  // What earlier tasks change is not there yet; the host is judged when the play looks again after all is done.
  if (pending.length > 0) return { changes: [] };
  const unasked = { unanswered: new Set<string>(), outOfBand, earlierCounters: undefined };
  const { verdicts } = judgeHost(chosen(params), { facts, root, clockOffset, managingAccount, ...unasked });
  const threshold = params.fail_on ?? defaultThreshold;
  return { changes: [], refusals: verdicts.flatMap((verdict) => refusalsOf(verdict, threshold)) };
}

/** What could not be judged is refused like what is wrong: a host must not get past an audit by showing less. */
function refusalsOf({ rule, judgement }: RuleVerdict, threshold: (typeof severities)[number]): readonly Refusal[] {
  const { id, title, remediation } = rule.rule;
  switch (judgement.outcome) {
    case 'fail':
      return judgement.findings
        .filter((finding) => isAtLeast(severityOf(rule, finding), threshold))
        .map((finding) => ({ cause: id, message: textOf(title, finding), help: finding.fix ?? remediation.lines }));
    case 'unknown': {
      const message = `cannot tell whether ${title}: ${judgement.reason}`;
      const help = 'let the play become root, or leave the rule out with `except`';
      return isAtLeast(severityOf(rule), threshold) ? [{ cause: id, message, help }] : [];
    }
    default:
      return [];
  }
}

function textOf(title: string, { message, evidence }: Finding): string {
  const seen = evidence.map(({ file, line, accounts = [], saw }) => {
    const place = [file, line].filter((part) => part !== undefined).join(':');
    return [place, accounts.join(', '), saw].filter((part) => part !== '').join(': ');
  });
  return `${title}: ${message}; seen: ${seen.join('; ')}`;
}

/** Refuses what an audit finds; at the end of a play, judges what the play has made. */
export const auditTask: TaskType<AuditParams> = {
  name: 'audit',
  description:
    'Refuses a host on which an audit finds something at least this bad, or cannot judge it; it changes nothing. After tasks that change a host it judges what they have made: a host that fails then is reported as failed, and keeps the change.',
  schema,
  example: `- name: nothing bad is found
  audit:
    fail_on: high
    except: [TFA-027]
`,
  facts: (params) => factsNeeded(chosen(params)).map((fact) => ({ fact, params: [] })),
  plan,
};
