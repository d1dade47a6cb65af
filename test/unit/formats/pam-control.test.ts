import assert from 'node:assert/strict';
import { allBad, parsePamControl } from '../../../src/formats/pam-control.ts';

describe('formats/pam-control', () => {
  for (const [control, success, ignore, authErr] of [
    ['required', 'ok', 'ignore', 'bad'],
    ['Requisite', 'ok', 'ignore', 'die'],
    ['[sufficient]', 'done', 'ignore', 'ignore'],
    ['optional', 'ok', 'ignore', 'ignore'],
    ['[success=1 default=ignore]', 1, 'ignore', 'ignore'],
    ['[success = ok]', 'ok', 'bad', 'bad'],
    ['[success=okdefault=die]', 'ok', 'die', 'die'],
    ['[default=ignore success=done]', 'done', 'ignore', 'ignore'],
    ['[auth_err=12 default=reset]', 'reset', 'reset', 12],
    ['success=done', 'done', 'bad', 'bad'],
    ['[]', 'bad', 'bad', 'bad'],
  ] as const) {
    it(`reads ${control}`, () => {
      const actions = parsePamControl(control);
      assert.deepEqual([actions.success, actions.ignore, actions.auth_err], [success, ignore, authErr]);
    });
  }

  for (const control of [
    '[success=0]',
    '[Success=ok]',
    '[success]',
    '[success=ok nothing=ok]',
    'requird',
    'constructor',
    '',
  ]) {
    it(`takes nothing of ${JSON.stringify(control)}`, () => {
      assert.deepEqual(parsePamControl(control), allBad);
    });
  }
});
