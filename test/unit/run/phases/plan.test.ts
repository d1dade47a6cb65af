// Which plans of whole plays are refused because they report two factors that somebody gets past.
import assert from 'node:assert/strict';
import { distroOf } from '../../../../src/distros/distro-of.ts';
import type { Fact, Facts } from '../../../../src/facts/fact.ts';
import { osRelease } from '../../../../src/facts/os-release.ts';
import { otherManagers } from '../../../../src/facts/other-managers.ts';
import { recentLogins } from '../../../../src/facts/recent-logins.ts';
import { sudoRights } from '../../../../src/facts/sudo-rights.ts';
import type { Play } from '../../../../src/playbook/play.ts';
import { planHost } from '../../../../src/run/phases/plan.ts';
import { taskTypes } from '../../../../src/tasks/index.ts';
import { hostFacts, type HostOverlay } from '../../../scenarios/host.ts';

/** The facts of a host, with those of the logs, which say nothing. */
function gathered(overlay: HostOverlay): Facts {
  const known = hostFacts(overlay);
  const silent = new Map<string, unknown>([
    [recentLogins.name, { known: false }],
    [otherManagers.name, { found: [] }],
    [sudoRights.name, { rights: { bob: 'free' } }],
  ]);
  return { get: <T>(fact: Fact<T>) => (silent.has(fact.name) ? (silent.get(fact.name) as T) : known.get(fact)) };
}

const range = { file: 'play.yml', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function causes(
  tasks: Readonly<Record<string, unknown>>,
  over: Partial<Play> = {},
  { accounts, ...overlay }: HostOverlay = {},
): readonly string[] {
  const facts = gathered({
    ...overlay,
    accounts: { admin: { password: 'set' }, alice: { password: 'set' }, bob: { password: 'set' }, ...accounts },
    state_files: { admin: 'valid', alice: 'valid', bob: 'valid' },
    pam: { modules: ['/lib/security/pam_google_authenticator.so'], ...overlay.pam },
  });
  const distro = distroOf(facts.get(osRelease));
  assert.ok(distro);
  const play = {
    ...{ name: 'Two factors', hosts: 'all', become: true, range },
    tasks: Object.entries(tasks).map(([type, params]) => ({ type, name: type, params, range })),
    ...over,
  } as unknown as Play;
  const types = new Map(taskTypes.map((type) => [type.name, type]));
  const { refusals } = planHost(play, types, {
    ...{ facts, distro, managingAccount: 'admin', root: true, clockOffset: 0, allowLockout: [], acceptBreaking: [] },
    vaultEntry: () => 'absent',
  });
  return refusals.map(({ cause, message }) => `${cause} ${message.split(' must ')[0] ?? ''}`);
}

const policy = 'publickey+otp';
const robot = { users: ['backup-bot'] };

describe('a plan of two factors', () => {
  it('is refused where PAM asks for the password, for everybody in its scope', () => {
    assert.deepEqual(causes({ sshd_config: { policy, exempt: robot } }), ['N1 "admin", "alice", "bob"']);
    const exempt = { users: [...robot.users, 'bob'] };
    assert.deepEqual(causes({ sshd_config: { policy, exempt } }), ['N1 "admin", "alice"']);
  });

  it('is not refused for accounts of break_glass, nor with the code in PAM', () => {
    const breakGlass = { accounts: ['bob'], outOfBand: undefined };
    assert.deepEqual(causes({ sshd_config: { policy, exempt: robot } }, { breakGlass }), ['N1 "admin", "alice"']);
    assert.deepEqual(causes({ pam: { policy }, sshd_config: { policy, exempt: robot } }), []);
  });

  it('is refused where a block lets those in by a password who are served files only', () => {
    const files = { shell: '/usr/sbin/nologin', groups: ['files', 'sftponly'], password: 'set' } as const;
    const block = 'Match Group sftponly\n  ForceCommand internal-sftp\n  AuthenticationMethods password\n';
    const host = { accounts: { files }, sshd_files: { '/etc/ssh/sshd_config.d/50-x.conf': block } };
    const found = causes({ pam: { policy }, sshd_config: { policy, exempt: robot } }, {}, host);
    const [whole = '', lockedOut = ''] = found;
    assert.equal(found.length, 2);
    assert.match(whole, /^N8 .*50-x\.conf:3 has "authenticationmethods password" in a Match block/);
    // Our own line takes passwords away.
    assert.match(lockedOut, /^L4 "files" can log in now \(password\) and could not afterwards/);
  });

  it('is refused by its tasks alone where one of them refuses', () => {
    const found = causes({ sshd_config: { policy, exempt: { users: ['nobody-here', 'backup-bot'] } } });
    assert.deepEqual(found, ['N10 "nobody-here" is exempt, but this host has no such account']);
  });

  it('tells nobody what to do about a lock-out that the task prevents which refuses', () => {
    const host: HostOverlay = {
      pam: { kind: 'symlink', target: '/etc/pam.d/remote' },
      accounts: { bob: { password: 'locked' } },
    };
    const found = causes({ pam: { policy }, sshd_config: { policy, exempt: robot } }, {}, host);
    assert.deepEqual(found, ['pam-file /etc/pam.d/sshd leads to /etc/pam.d/remote, which may serve more than sshd']);
  });

  it('says nothing of plays that do not say that everybody needs a code', () => {
    assert.deepEqual(causes({ pam: { policy: 'publickey' }, sshd_config: { policy: 'publickey' } }), []);
  });
});
