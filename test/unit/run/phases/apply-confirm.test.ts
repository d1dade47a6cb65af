// Apply and confirm as phases: what the host says of each decides whether the work goes on.
import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/connection/connection.ts';
import { applyStaged } from '../../../../src/run/phases/apply.ts';
import { confirm } from '../../../../src/run/phases/confirm.ts';
import { StepError } from '../../../../src/run/problem.ts';
import { fakeHost, type FakeHost } from './fake-host.ts';
import { id, staged } from './staged.ts';

const asking: Readonly<Record<string, (fake: FakeHost, over: Connection) => Promise<void>>> = {
  apply: (fake, lifeline) => applyStaged(fake.context, { ...staged(fake, { candidates: [] }), lifeline }),
  confirm: (fake, fresh) => confirm(fake.context, staged(fake, { candidates: [] }), fresh),
};

interface Asked {
  readonly error: unknown;
  readonly fake: FakeHost;
  readonly script: string;
}

async function asked(phase: 'apply' | 'confirm', says: string): Promise<Asked> {
  let script = '';
  const fake = fakeHost({
    scripts: ({ text }) => {
      script += text;
      return { stdout: `keyturn ${id.nonce} ${says}\n` };
    },
  });
  const error: unknown = await asking[phase]?.(fake, fake.lifeline).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, fake, script };
}

describe('the phases apply and confirm', () => {
  const answers = [
    ['apply', 'applied', undefined],
    [
      'apply',
      'reverted sshd-test sshd\\0040-t\\0040fails',
      /^the host did not take the change: sshd-test: sshd -t fails$/,
    ],
    ['apply', 'nothing-armed', /^the host did not take the change: nothing-armed: $/],
    ['apply', 'step pam', /^the host did not take the change: the last step was "pam"$/],
    ['confirm', 'confirmed', undefined],
    ['confirm', 'already-reverted', /^the host did not confirm \(already-reverted\)$/],
    ['confirm', 'step pam', /^the host did not confirm \(unknown\)$/],
  ] as const;
  for (const [phase, says, failure] of answers) {
    it(`${phase}: "${says}" ${failure === undefined ? 'goes on' : 'fails'}`, async () => {
      const { error, fake, script } = await asked(phase, says);
      assert.equal(fake.context.timeline.current, phase);
      assert.match(script, new RegExp(`/${phase}\\.sh`));
      const finished = fake.events.some((event) => event.type === 'phase-finished' && event.phase === phase);
      assert.equal(finished, failure === undefined);
      if (failure === undefined) assert.equal(error, undefined);
      else {
        assert.ok(error instanceof StepError);
        assert.match(error.message, failure);
      }
    });
  }
});
