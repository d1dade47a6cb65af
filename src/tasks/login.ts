// Logins that must work, or must not: tried for real after the change, and checked against the plan before it.
import { causes } from '../causes/causes.ts';
import { accessRequests } from '../access/host-view.ts';
import { predictEverybody } from '../access/predict.ts';
import { accounts } from '../facts/accounts.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import { accountName } from './schema.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import { expectationNamed, expectationsOf, type Expectation } from '../plan/expectation.ts';
import { policies } from '../policies/index.ts';
import type { Policy } from '../policies/policy.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { LoginExpectation } from '../plan/task-plan.ts';

function schemaFor(known: readonly Expectation[]) {
  const takes = known.map(({ words }) => words.takes);
  return {
    type: 'object',
    additionalProperties: false,
    required: ['accounts'],
    properties: {
      accounts: {
        type: 'array',
        description: 'The logins to try.',
        minItems: 1,
        examples: [[{ user: 'alice', expect: 'publickey+otp' }]],
        items: {
          type: 'object',
          description: 'One login.',
          additionalProperties: false,
          required: ['user', 'expect'],
          properties: {
            user: { ...accountName, description: 'The account to log in as.', examples: ['alice'] },
            expect: {
              type: 'string',
              description: `What it takes: ${takes.slice(0, -1).join(', ')}, or ${takes.at(-1) ?? ''}.`,
              enum: known.map(({ name }) => name),
              examples: ['publickey+otp'],
            },
            private_key_file: {
              type: 'string',
              description:
                'The private key on the machine that Keyturn runs on, relative to the playbook. Without it the login stays a prediction.',
              minLength: 1,
              examples: ['keys/alice'],
            },
          },
        },
      },
    },
  } as const satisfies ObjectSchema;
}

type LoginParams = ParamsOf<ReturnType<typeof schemaFor>>;

type Wanted = LoginParams['accounts'][number];

function contradictions(logins: readonly LoginExpectation[], context: PlanContext): readonly Refusal[] {
  const { facts, pending, managingAccount } = context;
  const predictions = predictEverybody({ facts, changes: pending, managingAccount });
  const known = new Set(facts.get(accounts).accounts.map((account) => account.name));
  return logins.flatMap(({ account, expected }): Refusal[] => {
    const prediction = predictions.find((entry) => entry.account === account);
    const after = prediction?.after ?? 'refused';
    if (after === 'unknown' || expected.ways.includes(after)) return [];
    const reason = known.has(account) ? (prediction?.reason ?? 'nothing lets it in') : 'there is no such account';
    const way = after === 'refused' ? 'could not log in' : `would log in with ${after}`;
    const message = `"${account}" must log in with ${expected.name}, but ${way}: ${reason}`;
    return [
      { cause: causes.loginContradicted, account, message, help: 'change what is expected, or the tasks before' },
    ];
  });
}

/** The task type where these policies are known. */
export function loginTaskFor(policiesKnown: readonly Policy[]): TaskType<LoginParams> {
  const known = expectationsOf(policiesKnown);
  const expectation = ({ user, expect, private_key_file: file }: Wanted): LoginExpectation => ({
    ...{ account: user, expected: expectationNamed(expect, known) },
    ...(file === undefined ? {} : { privateKeyFile: file }),
  });
  return {
    name: 'login',
    description:
      'Names logins that must work, or must not, once the play is applied. They are tried on fresh connections; if one is not as expected, the host reverts the changes.',
    schema: schemaFor(known),
    example: `- name: logins are as they should be
  login:
    accounts:
      - { user: alice, expect: publickey+otp, private_key_file: keys/alice }
      - { user: backup-bot, expect: publickey, private_key_file: keys/backup-bot }
`,
    facts: (params) => accessRequests(params.accounts.map(({ user }) => user)),
    plan(params, context) {
      const logins = params.accounts.map(expectation);
      return { changes: [], logins, refusals: contradictions(logins, context) };
    },
  };
}

/** Changes nothing; what it expects is proven by fresh logins. */
export const loginTask: TaskType<LoginParams> = loginTaskFor(policies);
