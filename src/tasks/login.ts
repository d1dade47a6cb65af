// Logins that must work, or must not: tried for real after the change, and checked against the plan before it.
import { causes } from '../causes/causes.ts';
import { accessRequests } from '../access/host-view.ts';
import { predictAccess } from '../access/predict.ts';
import type { WayIn } from '../plan/access-verdict.ts';
import { accounts } from '../facts/accounts.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import { accountName } from './schema.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { LoginExpectation } from '../plan/task-plan.ts';

const schema = {
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
            description: 'What it takes: a key and a code, a key alone, or nothing that helps.',
            enum: ['publickey+otp', 'publickey', 'refused'],
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

type LoginParams = ParamsOf<typeof schema>;

type Wanted = LoginParams['accounts'][number];

const wayOf: Readonly<Record<Wanted['expect'], WayIn>> = {
  'publickey+otp': 'key+code',
  publickey: 'key',
  refused: 'refused',
};

function expectation({ user, expect, private_key_file: file }: Wanted): LoginExpectation {
  return { account: user, policy: expect, ...(file === undefined ? {} : { privateKeyFile: file }) };
}

function contradictions(wanted: readonly Wanted[], context: PlanContext): readonly Refusal[] {
  const { facts, pending, managingAccount } = context;
  const predictions = predictAccess({ facts, changes: pending, managingAccount });
  const known = new Set(facts.get(accounts).accounts.map((account) => account.name));
  return wanted.flatMap(({ user, expect }): Refusal[] => {
    const prediction = predictions.find((entry) => entry.account === user);
    const after = prediction?.after ?? 'refused';
    if (after === 'unknown' || after === wayOf[expect]) return [];
    const reason = known.has(user) ? (prediction?.reason ?? 'nothing lets it in') : 'there is no such account';
    const way = after === 'refused' ? 'could not log in' : `would log in with ${after}`;
    const message = `"${user}" shall log in with ${expect}, but ${way}: ${reason}`;
    return [
      { cause: causes.loginContradicted, account: user, message, help: 'change what is expected, or the tasks before' },
    ];
  });
}

/** Changes nothing; what it expects is proven by fresh logins. */
export const login: TaskType<LoginParams> = {
  name: 'login',
  description:
    'Names logins that must work, or must not, once the play is applied. They are tried on fresh connections; if one is not as expected, the host puts itself back.',
  schema,
  example: `- name: logins are as they should be
  login:
    accounts:
      - { user: alice, expect: publickey+otp, private_key_file: keys/alice }
      - { user: backup-bot, expect: publickey, private_key_file: keys/backup-bot }
`,
  facts: (params) => accessRequests(params.accounts.map(({ user }) => user)),
  plan(params, context) {
    const refusals = contradictions(params.accounts, context);
    return { changes: [], logins: params.accounts.map(expectation), refusals };
  },
};
