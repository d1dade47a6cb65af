// A rollback that makes people need codes again is judged like a play that does.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { distroOf } from '../../../src/distros/distro-of.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import { opensshVersion } from '../../../src/facts/openssh-version.ts';
import { osRelease } from '../../../src/facts/os-release.ts';
import { otherManagers } from '../../../src/facts/other-managers.ts';
import { decidingFiles } from '../../../src/facts/deciding-files.ts';
import { sshdReload } from '../../../src/facts/sshd-reload.ts';
import { recentLogins } from '../../../src/facts/recent-logins.ts';
import { runFiles, type RunFile } from '../../../src/facts/run-files.ts';
import type { DetailedPlan } from '../../../src/run/examination.ts';
import type { TaskTypes } from '../../../src/run/host-context.ts';
import { factRequests, planHost } from '../../../src/run/phases/plan.ts';
import { rollback, rollbackPlay } from '../../../src/run/rollback.ts';
import { hostFacts } from '../../scenarios/host.ts';
import { ourDropIn } from '../../support/drop-in.ts';

const types: TaskTypes = new Map([[rollback.name, rollback]]);
const play = rollbackPlay('relaxed');
const host = hostFacts({
  accounts: { admin: { password: 'set' }, alice: { password: 'set' }, bob: { password: 'set' } },
  state_files: { admin: 'valid', alice: 'valid', bob: 'valid' },
  pam: { modules: ['/lib/security/pam_google_authenticator.so'] },
});
const dropIn = ourDropIn(host.get(opensshVersion), { users: ['backup-bot'], groups: [] });
const pam = `auth required pam_google_authenticator.so noskewadj\naccount required pam_unix.so\n`;

const robot = {
  account: 'bob',
  address: '10.0.0.9',
  ...{ logins: 90, bursts: 3, withTerminal: 0, withoutTerminal: 90, method: 'publickey', last: '' },
};

/** A file that the run to be taken back made what it is. */
function changed(path: string, now: string | undefined, before: string | undefined): RunFile {
  const hash = (text: string | undefined): string =>
    text === undefined ? 'absent' : createHash('sha256').update(text).digest('hex');
  return {
    ...{ path, mode: '644', before: hash(before), after: hash(now), now: hash(now) },
    ...{ textNow: now ?? '', textBefore: before ?? '' },
  };
}

const sshdBack = changed('/etc/ssh/sshd_config.d/00-keyturn.conf', undefined, dropIn);
const pamBack = changed('/etc/pam.d/sshd', host.get({ name: 'pam-service' } as Fact<{ text: string }>).text, pam);

function planOf(files: readonly RunFile[], acceptBreaking: readonly string[] = []): DetailedPlan {
  const known = new Map<string, unknown>([
    [runFiles.name, [{ run: 'relaxed', files }]],
    [otherManagers.name, { found: [] }],
    [
      recentLogins.name,
      { known: true, days: 30, terminalsKnown: true, ourAddress: '192.0.2.1', sources: [robot], accepted: [] },
    ],
    [decidingFiles.name, { host: undefined, own: new Map(), directory: false }],
    [sshdReload.name, { readAt: undefined, files: [] }],
  ]);
  const facts: Facts = {
    get: <T>(fact: Fact<T>) => (known.has(fact.name) ? (known.get(fact.name) as T) : host.get(fact)),
  };
  const distro = distroOf(facts.get(osRelease));
  assert.ok(distro);
  return planHost(play, types, {
    ...{ facts, distro, managingAccount: 'admin', root: true, clockOffset: 0, allowLockout: [], acceptBreaking },
    vaultEntry: () => 'absent',
  });
}

const told = (plan: DetailedPlan): readonly string[] =>
  plan.refusals.map(({ cause, account = '' }) => `${cause} ${account}`);

describe('a rollback that turns codes on again', () => {
  it('asks the host for what tells who will break', () => {
    const asked = factRequests(play, types, []).map(({ fact }) => fact.name);
    assert.ok(asked.includes(recentLogins.name) && asked.includes(otherManagers.name), asked.join(' '));
  });

  it('is refused where machines log in to an account, unless that is accepted', () => {
    assert.deepEqual(told(planOf([pamBack, sshdBack])), ['L20 bob']);
    assert.deepEqual(told(planOf([pamBack, sshdBack], ['bob'])), []);
  });

  it('is refused where PAM would not ask for the code, for everybody but who is exempt', () => {
    const { refusals } = planOf([sshdBack], ['bob']);
    const [refusal] = refusals.filter(({ cause }) => cause === 'N1');
    assert.match(refusal?.message ?? JSON.stringify(refusals), /^"admin", "alice", "bob" must use a key and a code/);
  });

  it('says nothing where codes go away', () => {
    const without = changed('/etc/ssh/sshd_config.d/00-keyturn.conf', dropIn, undefined);
    assert.deepEqual(told(planOf([without])), []);
  });
});
