// What a script says of how it ended, against what is so.
import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { lastAnswer } from '../../src/host-protocol/answer.ts';
import { production } from './everything.ts';
import { account, newPam, nonce, runId, stateFile, type HostRoot, type Ran } from './host-root.ts';
import type { Victim } from './up-to.ts';

/** A host before and after a run that nothing happened to, as `production` lists it. */
export interface Ends {
  readonly old: string;
  readonly new: string;
}

/** What the controller makes of an answer; what it does not understand counts as unknown, and it goes back. */
export function outcomeOf(ran: Ran): string {
  const outcome = lastAnswer(ran.stdout, { runId, nonce })?.outcome ?? 'unknown';
  const isGood = ['staged', 'applied', 'confirmed'].includes(outcome) || (outcome === 'reverted' && ran.code !== 20);
  return isGood && ran.code !== 0 ? 'unknown' : outcome;
}

/** What must be so when a script says this. Nothing need be so where nobody is told anything. */
const meanings: Readonly<Record<string, { states?: readonly string[]; files?: keyof Ends; asks?: boolean }>> = {
  staged: { states: ['armed'], files: 'old' },
  applied: { states: ['armed'], files: 'new', asks: true },
  confirmed: { states: ['confirmed'], files: 'new' },
  'already-confirmed': { states: ['confirmed'], files: 'new' },
  reverted: { states: ['reverted'], files: 'old', asks: false },
  'already-reverted': { states: ['reverting', 'reverted'] },
  refused: { files: 'old' },
  'nothing-armed': { files: 'old', asks: false },
  'revert-incomplete': {},
  'not-applied': {},
  'not-confirmed': {},
  busy: {},
  unknown: {},
};

/** Nobody may be told that a host is what it is not. */
export function checkClaim(host: HostRoot, script: Victim, ran: Ran, ends: Ends): void {
  const outcome = outcomeOf(ran);
  const said = `${script}.sh said ${outcome}: ${ran.stdout}${ran.stderr}`;
  const meaning = meanings[outcome] ?? assert.fail(`nobody knows what this means: ${said}`);
  const { states, files, asks } = meaning;
  if (states !== undefined) assert.ok(states.includes(host.state()), `${said}, and the state is ${host.state()}`);
  if (files !== undefined) assert.equal(production(host), ends[files], said);
  if (asks !== undefined) assert.equal(isAsking(host), asks, `${said}, and the daemon runs with something else`);
  if (outcome === 'staged') assert.ok(hasTimer(host), `${said}, and no timer runs`);
}

/** Whatever stage of coming or going a host is in: behind what asks for a code there is what answers it. */
export function assertNobodyIsLockedOut(host: HostRoot): void {
  const pamAsks = host.read('etc/pam.d/sshd') === newPam;
  const secret = `home/${account}/.google_authenticator`;
  if (isAsking(host) || host.exists('etc/ssh/sshd_config.d/00-keyturn.conf')) {
    assert.ok(pamAsks, 'sshd wants a code that PAM does not ask for');
  }
  if (pamAsks) assert.ok(host.exists(secret) && host.read(secret) === stateFile, 'PAM asks for a code that nobody has');
}

function isAsking(host: HostRoot): boolean {
  return host.running().includes('AuthenticationMethods');
}

function hasTimer(host: HostRoot): boolean {
  const file = `var/lib/keyturn/${runId}/state/timer`;
  const [, pid = ''] = host.exists(file) ? host.read(file).split('.') : [];
  return pid !== '' && existsSync(`/proc/${pid}`);
}
