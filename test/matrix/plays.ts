// The plays of the matrix: as playbooks/rollout.yml and playbooks/relax.yml, for the people of a simulated host.
import type { Play } from '../../src/playbook/play.ts';
import { people } from './furnish.ts';

const nowhere = { file: '-', start: { line: 1, col: 1 }, end: { line: 1, col: 1 } };

function play(
  name: string,
  tasks: readonly (readonly [type: string, params: Readonly<Record<string, unknown>>])[],
): Play {
  return {
    name,
    hosts: 'all',
    become: true,
    breakGlass: undefined,
    pace: { serial: [], maxFailPercentage: undefined, anyErrorsFatal: false },
    tasks: tasks.map(([type, params]) => ({ name: type, type, params, range: nowhere })),
    range: nowhere,
  };
}

function logins(expect: string): Readonly<Record<string, unknown>> {
  return { accounts: people.map((user) => ({ user, expect })) };
}

/** A key and a code for everybody. */
export const rollout = play('rollout', [
  ['package', { name: 'libpam-google-authenticator', state: 'present' }],
  ['enrol', { users: people, issuer: 'Keyturn test' }],
  ['pam', { policy: 'publickey+otp' }],
  ['sshd_config', { policy: 'publickey+otp' }],
  ['service', { name: 'ssh', state: 'reloaded' }],
  ['login', logins('publickey+otp')],
]);

/** A key alone again. */
export const relax = play('relax', [
  ['sshd_config', { policy: 'publickey' }],
  ['pam', { policy: 'publickey' }],
  ['service', { name: 'ssh', state: 'reloaded' }],
  ['login', logins('publickey')],
]);
