// How a stack ends, and which line decides. That libpam ends the same is shown in test/docker/access-pam.test.ts.
import assert from 'node:assert/strict';
import { dispatch } from '../../../src/access/pam/dispatch.ts';
import { pamStack, type StackRule } from '../../../src/access/pam/stack.ts';
import { pamResults, type PamResult } from '../../../src/formats/pam-control.ts';
import { serviceOf } from './pam-service.ts';

function rulesOf(lines: readonly string[], files: Readonly<Record<string, string>> = {}): readonly StackRule[] {
  const stack = pamStack(serviceOf(lines.map((line) => `auth ${line}\n`).join(''), files));
  assert.ok(stack.state === 'known');
  return stack.auth;
}

/** Modules answer with their names; `any` may answer anything. */
function ask({ module }: StackRule): readonly { readonly result: PamResult; readonly state: undefined }[] {
  const results = pamResults.filter((result) => module === 'any' || module === result);
  return results.map((result) => ({ result, state: undefined }));
}

describe('a PAM stack', () => {
  for (const [lines, ends, files] of [
    [['required success', 'required auth_err', 'required success'], 'auth_err 2'],
    [['required auth_err', 'required perm_denied'], 'auth_err 1'],
    [['requisite auth_err', 'sufficient success'], 'auth_err 1'],
    [['sufficient success', 'required auth_err'], 'success 1'],
    [['required auth_err', 'sufficient success', 'required success'], 'auth_err 1'],
    [['optional auth_err'], 'perm_denied -'],
    [['required ignore'], 'perm_denied -'],
    [['[success=1 default=ignore] success', 'requisite auth_err', 'required success'], 'success 3'],
    [['[success=2] success', 'required success'], 'perm_denied 1'],
    [['[success=reset default=bad] auth_err', 'required success'], 'auth_err 1'],
    [['substack one', 'required success'], 'success 2', { one: 'auth sufficient success\nauth required auth_err\n' }],
    [['include one', 'required auth_err'], 'success 1', { one: 'auth sufficient success\n' }],
    [['substack one', 'required auth_err'], 'auth_err 2', { one: 'auth sufficient success\n' }],
    [
      ['required success', 'substack one'],
      'success 1',
      { one: 'auth required auth_err\nauth [success=reset] success\n' },
    ],
    [
      ['[success=1] success', 'substack one', 'required success'],
      'success 3',
      { one: 'auth required auth_err\n'.repeat(3) },
    ],
  ] as const) {
    it(`of ${lines.join(', ')} ends with ${ends}`, () => {
      const endings = dispatch(rulesOf(lines, files), undefined, ask);
      const said = endings?.map(({ result, rule }) => `${result} ${rule?.place.split(':')[1] ?? '-'}`);
      assert.deepEqual(said, [ends]);
    });
  }

  it('ends in every way that an unknown module may lead to', () => {
    const results = (lines: readonly string[]): readonly PamResult[] => [
      ...new Set(dispatch(rulesOf(lines), undefined, ask)?.map(({ result }) => result)),
    ];
    assert.deepEqual(results(['optional any', 'required success']), ['success', 'new_authtok_reqd']);
    assert.deepEqual(results(['required auth_err', 'optional any']), ['auth_err']);
    assert.ok(results(['sufficient any', 'required auth_err']).includes('success'));
  });

  it('is given up where there are too many ways, or too many lines', () => {
    assert.equal(
      dispatch(rulesOf(Array(40).fill('[success=ok auth_err=bad default=ignore] any') as string[]), undefined, ask),
      undefined,
    );
    assert.equal(dispatch(rulesOf(Array(2000).fill('required success') as string[]), undefined, ask), undefined);
  });
});
