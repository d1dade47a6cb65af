import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import type { KeyboardAuthContext } from 'ssh2';

import type { CodeSource } from '../../src/connection/authentication.ts';
import { ConnectionError } from '../../src/connection/connection.ts';
import type { Evidence } from '../../src/connection/evidence.ts';
import { Secret } from '../../src/shell/secret.ts';
import type { TestServerOptions } from '../support/ssh-server.ts';
import { closeAll, connectTo, key, noQuestion, rightCode, see, serve } from './visits.ts';

/** An account that asks what the test wants. */
function asking(questions: (context: KeyboardAuthContext) => void): TestServerOptions {
  return { accounts: { both: { key: key.publicLine, questions } } };
}

describe('one-time codes', () => {
  afterEach(closeAll);

  it('are asked for once, with the account and the prompt', async () => {
    const challenges: unknown[] = [];
    const server = await serve();
    await connectTo(server, 'both', [key], (challenge) => {
      const { over, ...asked } = challenge;
      challenges.push({ ...asked, isOver: over.aborted });
      return rightCode(challenge);
    });
    assert.deepEqual(challenges, [{ account: 'both', prompts: ['Verification code: '], isOver: false }]);
  });

  it('are not asked for where the key is enough', async () => {
    const { info } = await connectTo(await serve(), 'plain', [key], noQuestion);
    assert.equal(info.evidence.outcome, 'accepted');
  });

  it('may take their time: the deadline stands still', async () => {
    const server = await serve();
    const evidence = await see(
      server,
      'both',
      {
        key,
        code: async (challenge) => {
          await sleep(1_300);
          return rightCode(challenge);
        },
      },
      { timeouts: { auth: 1_000 } },
    );
    assert.equal(evidence.outcome, 'accepted');
  });

  it('that come after the host hung up are not missed', async () => {
    const server = await serve(
      asking((context) => {
        context.prompt([{ prompt: 'Verification code: ', echo: false }], () => undefined);
      }),
    );
    let answer: (code: Secret) => void = () => undefined;
    const code: CodeSource = () => {
      setTimeout(() => void server.close(), 20);
      return new Promise((resolve) => (answer = resolve));
    };
    const evidence = await see(server, 'both', { key, code });
    answer(new Secret('123456'));
    await sleep(20);
    assert.equal(evidence.outcome, 'unknown');
  });

  const rounds: readonly (readonly [string, readonly string[][], Evidence['outcome'], RegExp, number])[] = [
    ['are not given to a password prompt', [['Password: ']], 'refused', /asks "Password:"/, 0],
    [
      'are not given where a password is asked for too',
      [['Password: ', 'Verification code: ']],
      'refused',
      /"Password:"/,
      0,
    ],
    ['are not given after a password prompt', [['Password: '], ['Verification code: ']], 'refused', /"Password:"/, 0],
    ['are given once in one login', [['Verification code: '], ['Verification code: ']], 'refused', /second code/, 1],
    ['are not given twice in one round', [['Verification code: ', 'Token: ']], 'refused', /more than one code/, 0],
    ['are not given to a crowd of prompts', [Array.from({ length: 5 }, () => 'code: ')], 'unknown', /5 questions/, 0],
    ['are given after rounds without a question', [[], [], ['Verification code: ']], 'accepted', /let us in/, 1],
    ['are given before rounds without a question', [['Verification code: '], [], []], 'accepted', /let us in/, 1],
    ['are not given after too many rounds', [[], [], [], [], [], ['code: ']], 'unknown', /more than 5 rounds/, 0],
    ['are given to a prompt with echo', [['OTP: ']], 'accepted', /let us in/, 1],
  ];
  for (const [title, prompts, outcome, detail, given] of rounds) {
    it(title, async () => {
      const answers: string[] = [];
      let asked = 0;
      const server = await serve(
        asking((context) => {
          const next = (round: number): void => {
            const questions = prompts[round];
            if (questions === undefined) {
              context.accept();
              return;
            }
            context.prompt(
              questions.map((prompt) => ({ prompt, echo: true })),
              (reply) => {
                answers.push(...reply);
                next(round + 1);
              },
            );
          };
          next(0);
        }),
      );
      const code: CodeSource = () => {
        asked++;
        return Promise.resolve(new Secret('123456'));
      };
      const evidence = await see(server, 'both', { key, code });
      assert.equal(evidence.outcome, outcome);
      assert.match(evidence.detail, detail);
      assert.deepEqual(answers, given === 0 ? [] : ['123456']);
      assert.equal(asked, given);
    });
  }

  it('are not waited for by endless rounds without a question', async () => {
    let round = 0;
    const server = await serve(
      asking((context) => {
        const again = (): void => {
          round++;
          context.prompt([], again);
        };
        again();
      }),
    );
    const evidence = await see(server, 'both', { key, code: noQuestion });
    assert.equal(evidence.outcome, 'unknown');
    assert.match(evidence.detail, /more than 5 rounds/);
    assert.ok(round <= 7, `${round} rounds`);
  });

  it('appear in no error and no evidence', async () => {
    const server = await serve();
    const code = '918273';
    const evidence = await see(server, 'both', { key, code: () => Promise.resolve(new Secret(code)) });
    const error: unknown = await connectTo(server, 'both', [key], () => Promise.resolve(new Secret(code))).catch(
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ConnectionError);
    for (const each of [evidence, error]) {
      assert.ok(!inspect(each, { depth: 10 }).includes(code));
      assert.ok(!JSON.stringify(each).includes(code));
    }
  });
});
