// What must be true of a host after a fault, whatever became of the run: all old or all new, logins that work, an honest report.
import assert from 'node:assert/strict';
import type { ProcessResult } from '../../../docker/engine.ts';
import { accounts, type Account } from '../../../docker/keys.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../support/cli.ts';
import { ssh } from '../../support/openssh.ts';
import type { Site } from '../../support/site.ts';
import { shell } from '../lockouts/ground.ts';
import { differenceOf, type Difference, type Ground } from './ground.ts';

const enrolled = ['admin', 'alice', 'bob'] as const;

/** Which of the two a host is, byte for byte. Fails when it is neither. */
export async function sideOf(ground: Ground, wanted: Difference): Promise<'old' | 'new'> {
  const found = await differenceOf(ground);
  if (found.size === 0) return 'old';
  assert.deepEqual([...found], [...wanted], 'neither as before nor as wanted');
  return 'new';
}

/** As if half a minute had passed, for the rate limit of codes alone: the run itself has used it up. */
const forgetAttempts = enrolled
  .map((account) => `/home/${account}/.google_authenticator`)
  .map((file) => `text=$(sed 's/^" RATE_LIMIT 3 30.*/" RATE_LIMIT 3 30/' ${file})\nprintf '%s\\n' "$text" >${file}\n`)
  .join('');

/** Logins by OpenSSH's own client: with the key alone before the change, with a code as well after it. */
export async function assertLogins(site: Site, ground: Ground, side: 'old' | 'new'): Promise<void> {
  if (side === 'new') await shell(ground.host, forgetAttempts);
  await Promise.all(
    accounts.map((account) =>
      side === 'old' || account === 'backup-bot'
        ? assertKeyAlone(site, ground, account)
        : assertTwoFactors(site, ground, account),
    ),
  );
}

async function assertKeyAlone({ lab }: Site, { host }: Ground, account: Account): Promise<void> {
  const { code, stdout, stderr } = await patiently(() => ssh(lab, host, { account }));
  assert.deepEqual([code, stdout], [0, `${account}\n`], `${account} does not get in with the key: ${stderr}`);
}

async function assertTwoFactors(site: Site, { host }: Ground, account: (typeof enrolled)[number]): Promise<void> {
  const alone = await patiently(() => ssh(site.lab, host, { account }));
  assert.equal(alone.code, 255, `${account} gets in with the key alone`);
  assert.match(alone.stderr, /Permission denied \(keyboard-interactive\)/, account);
  const both = await patiently(() => site.sshWithCode(host, account));
  assert.deepEqual([both.code, both.stdout], [0, `${account}\n`], `${account}, key and code: ${both.stderr}`);
}

/** OpenSSH 9.8 and later turn an address away for a while that has shown one factor too often, before they ask for anything. */
async function patiently(login: () => Promise<ProcessResult>): Promise<ProcessResult> {
  const until = Date.now() + 60_000;
  for (;;) {
    const seen = await login();
    const isTurnedAway = /Not allowed at this time|Connection (?:reset|closed) by/.test(seen.stderr);
    if (!isTurnedAway || Date.now() > until) return seen;
    await sleep(3_000);
  }
}

/** How a run ended by its own words. */
export interface Told {
  /** The status of the host, or `dead` for a controller that was killed. */
  readonly status: string;
  /** The phase in which it went wrong. */
  readonly phase: string | undefined;
  /** Whether it says that all logins were proven, which they are with two factors only. */
  readonly claimsProof: boolean;
}

const exitCodes = new Map<string, number>([
  ...(['ok', 'changed', 'skipped'] as const).map((status) => [status, 0] as const),
  ...([
    ['failed', 2],
    ['unreachable', 4],
    ['refused', 6],
    ['reverted', 8],
    ['lost', 9],
  ] as const),
]);

/** What the controller said of a host. Fails when it contradicts itself, or shows that it is broken. */
export function toldBy({ code, stdout, stderr }: Outcome, host: string): Told {
  assert.doesNotMatch(`${stdout}\n${stderr}`, /bug in keyturn|^ +at .*:\d+:\d+/m, 'a stack trace');
  if (code === -1) return { status: 'dead', phase: undefined, claimsProof: false };
  const line = new RegExp(`^${host}: (\\w+)(?: in (\\w+): .*)? \\([^()]+\\)$`, 'gm');
  const found = [...stderr.matchAll(line)].filter(([, word = '']) => exitCodes.has(word)).at(-1);
  assert.ok(found, `nothing is said of ${host}:\n${stderr}`);
  const [, status = '', phase] = found;
  assert.equal(code, exitCodes.get(status), `exit code of ${status}`);
  assert.match(stdout, /^Can everyone still log in\? /m);
  return { status, phase, claimsProof: /^Can everyone still log in\? Yes/m.test(stdout) };
}

/** A controller may not know; what it says it knows must be so. */
export function assertHonest({ status, phase, claimsProof }: Told, side: 'old' | 'new'): void {
  assert.ok(side === 'new' || !claimsProof, 'two factors are claimed where a key alone gets in');
  if (status === 'dead' || status === 'lost') return;
  // After confirm only a second look at the host can fail.
  const claims =
    status === 'changed' || status === 'ok' || (status === 'failed' && phase === 'converge') ? 'new' : 'old';
  assert.equal(side, claims, `the host is ${side}, and the controller says: ${status} in ${phase ?? '-'}`);
}
