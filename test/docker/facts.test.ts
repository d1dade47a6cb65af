// Probes, plans and the model against real hosts: what the facts say, what sshd says to the planned files, and that a second plan is empty.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { predictAccess } from '../../src/access/predict.ts';
import { debian } from '../../src/distros/debian.ts';
import { accounts } from '../../src/facts/accounts.ts';
import { clock } from '../../src/facts/clock.ts';
import { mergeRequests, type FactRequest, type Facts } from '../../src/facts/fact.ts';
import { facts as allFacts } from '../../src/facts/index.ts';
import { opensshVersion } from '../../src/facts/openssh-version.ts';
import { osRelease } from '../../src/facts/os-release.ts';
import { packages } from '../../src/facts/packages.ts';
import { pamService } from '../../src/facts/pam-service.ts';
import { sshDoors } from '../../src/facts/ssh-doors.ts';
import { sshdDaemon } from '../../src/facts/sshd-daemon.ts';
import { effectiveFor, effectiveValue, sshdEffective } from '../../src/facts/sshd-effective.ts';
import { sshdFiles } from '../../src/facts/sshd-files.ts';
import { stateFiles } from '../../src/facts/state-files.ts';
import { newStateFile } from '../../src/formats/state-file.ts';
import { stateSettings } from '../../src/formats/state-settings.ts';
import { gatherScript, readFacts } from '../../src/run/phases/gather.ts';
import { newNonce } from '../../src/run/run-id.ts';
import { taskTypes } from '../../src/tasks/index.ts';
import type { PlanContext } from '../../src/tasks/task-type.ts';
import type { Change } from '../../src/plan/change.ts';
import type { TaskPlan } from '../../src/plan/task-plan.ts';

type Call = readonly [task: string, params: unknown];

const people = ['admin', 'alice', 'bob'];
const rollout: readonly Call[] = [
  ['package', { name: debian.otpPackage }],
  ['enrol', { users: people }],
  ['pam', { policy: 'publickey+otp' }],
  ['sshd_config', { policy: 'publickey+otp', exempt: { users: ['backup-bot'] } }],
];
const relax: readonly Call[] = [
  ['sshd_config', { policy: 'publickey' }],
  ['pam', { policy: 'publickey' }],
];

function taskType(name: string): (typeof taskTypes)[number] {
  const found = taskTypes.find((type) => type.name === name);
  assert.ok(found);
  return found;
}

async function gather(host: LabHost, requests: readonly FactRequest[], shell = 'sh'): Promise<Facts> {
  const nonce = newNonce();
  const { stdout, stderr } = await host.exec([shell, '-s'], gatherScript(requests, nonce));
  assert.equal(stderr, '');
  return readFacts(requests, stdout, nonce);
}

const everything: readonly FactRequest[] = allFacts.map((fact) => ({
  fact,
  params: fact.name === 'packages' ? [debian.otpPackage, 'openssh-server'] : ['alice', 'nobody', 'not-here'],
}));

async function plan(
  host: LabHost,
  calls: readonly Call[],
): Promise<{ facts: Facts; plans: TaskPlan[]; changes: Change[] }> {
  const requests = calls.flatMap(([task, params]) => taskType(task).facts(params));
  const facts = await gather(host, mergeRequests([...requests, ...taskType('login').facts({ accounts: [] })]));
  const changes: Change[] = [];
  const plans = calls.map(([task, params]) => {
    const context: PlanContext = {
      facts,
      distro: debian,
      managingAccount: 'admin',
      pending: [...changes],
      root: true,
      vaultEntry: () => 'absent',
      clockOffset: 0,
    };
    const result = taskType(task).plan(params, context);
    changes.push(...result.changes);
    return result;
  });
  return { facts, plans, changes };
}

/** Puts changes in place by the shortest way; that it is done safely is tested elsewhere. */
async function apply(host: LabHost, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'remove-file') await host.exec(['rm', change.path]);
    if (change.kind !== 'write-file') continue;
    const { path, mode, owner, content } = change;
    const secret = { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', scratchCodes: ['12345678', '87654321'] };
    const text = content.kind === 'text' ? content.text : newStateFile(secret);
    const write = 'cat >"$1" && { [ "$4" = existing ] || { chmod "$2" "$1" && chown "$3" "$1"; }; }';
    const existing = change.before === undefined ? 'new' : 'existing';
    const { code, stderr } = await host.exec(['sh', '-c', write, 'sh', path, mode, owner, existing], text);
    assert.equal(code, 0, stderr);
  }
}

async function assertAccepted(host: LabHost, plans: readonly TaskPlan[]): Promise<void> {
  const check = await host.exec(['/usr/sbin/sshd', '-t']);
  assert.equal(check.code, 0, check.stderr);
  const assertions = plans.flatMap((result) => result.assertions ?? []);
  assert.ok(assertions.length > 0);
  const effective = (await gather(host, [{ fact: sshdEffective, params: [] }])).get(sshdEffective);
  for (const { account, values } of assertions) {
    for (const [keyword, value] of Object.entries(values)) {
      assert.equal(
        effectiveValue(effectiveFor(effective, account), keyword),
        value,
        `${host.name} ${account} ${keyword}`,
      );
    }
  }
}

/** Verdicts, one per line. */
function access(facts: Facts): string[] {
  const predictions = predictAccess({ facts, changes: [], managingAccount: 'admin' });
  return predictions.map(({ account, before }) => `${account} ${before}`);
}

const keysOnly = ['admin key', 'alice key', 'bob key', 'backup-bot key'];
const bothFactors = ['admin key+code', 'alice key+code', 'bob key+code', 'backup-bot key'];

describe('facts and plans on real hosts', function () {
  this.timeout(90_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab([
      { name: 'eleven', image: 'debian-11', otp: true },
      { name: 'twelve', image: 'debian-12', otp: true },
      { name: 'thirteen', image: 'debian-13', otp: true },
      { name: 'bare', image: 'debian-12' },
    ]);
  });
  after(() => lab.stop());

  for (const [name, version, shell] of [
    ['eleven', [8, 4], 'dash'],
    ['twelve', [9, 2], 'bash'],
    ['thirteen', [10, 0], 'dash'],
  ] as const) {
    it(`reads every fact of ${name}`, async () => {
      const facts = await gather(lab.host(name), everything, shell);
      assert.equal(facts.get(osRelease).id, 'debian');
      assert.equal(facts.get(osRelease).versionId, lab.host(name).release);
      const release = facts.get(opensshVersion);
      assert.ok(release.known);
      assert.deepEqual([release.major, release.minor], version);
      assert.deepEqual(facts.get(packages).states, {
        dpkg: { [debian.otpPackage]: 'installed', 'openssh-server': 'installed' },
      });
      assert.ok(Math.abs((facts.get(clock).epochSeconds ?? 0) - Date.now() / 1000) < 10);
      const daemon = facts.get(sshdDaemon);
      assert.equal(daemon.binaryReplaced, false);
      assert.deepEqual(facts.get(sshDoors), []);
      assert.equal((await lab.host(name).exec(['cat', '/run/sshd.pid'])).stdout.trim(), String(daemon.pid));
      assert.match(daemon.commandLine, /sshd/);
    });

    it(`tells accounts, keys and files of ${name}`, async () => {
      const facts = await gather(lab.host(name), everything, shell);
      const found = facts.get(accounts).accounts;
      const seen = found.map(
        (account) =>
          `${account.name} ${account.keyFiles.flatMap(({ lines }) => lines).length} ${account.password} ${account.loginCapable}`,
      );
      assert.deepEqual(seen, [
        'root 0 unusable true',
        'nobody 0 unusable false',
        'admin 1 unusable true',
        'alice 1 unusable true',
        'bob 1 unusable true',
        'backup-bot 1 unusable true',
      ]);
      assert.deepEqual(found.find((account) => account.name === 'alice')?.groups, ['alice']);
      assert.ok(facts.get(pamService).text?.includes('@include common-auth'));
      assert.ok(facts.get(pamService).modules.includes('/lib/x86_64-linux-gnu/security/pam_google_authenticator.so'));
      const main = await lab.host(name).exec(['cat', '/etc/ssh/sshd_config']);
      assert.equal(facts.get(sshdFiles).files[0]?.text, main.stdout);
      assert.ok(facts.get(stateFiles).files.every((file) => file.file.kind === 'absent'));
    });

    it(`plans ${name} into two factors and back, byte for byte`, async () => {
      const host = lab.host(name);
      const before = (
        await host.exec(['sh', '-c', 'cat /etc/pam.d/sshd /etc/ssh/sshd_config; ls /etc/ssh/sshd_config.d'])
      ).stdout;
      const first = await plan(host, rollout);
      assert.deepEqual(
        first.plans.flatMap((result) => result.refusals ?? []),
        [],
      );
      assert.equal(first.changes.length, people.length + 2);
      assert.deepEqual(access(first.facts), keysOnly);
      await apply(host, first.changes);
      await assertAccepted(host, first.plans);
      const second = await plan(host, rollout);
      assert.deepEqual(second.changes, []);
      assert.deepEqual(access(second.facts), bothFactors);
      const third = await plan(host, relax);
      assert.equal(third.changes.length, 2);
      await apply(host, third.changes);
      await assertAccepted(host, third.plans);
      assert.deepEqual(access((await plan(host, relax)).facts), keysOnly);
      const after = (
        await host.exec(['sh', '-c', 'cat /etc/pam.d/sshd /etc/ssh/sshd_config; ls /etc/ssh/sshd_config.d'])
      ).stdout;
      assert.equal(after, before);
    });
  }

  it('asks sshd once per set of Match blocks, and sees the drop-in through a main file without an Include', async () => {
    const host = lab.host('bare');
    const main =
      'UsePAM yes\nAuthenticationMethods publickey\nSubsystem sftp internal-sftp\nMatch User ali* Group alice,!bob\n  X11Forwarding no\n';
    await host.exec(
      ['sh', '-c', 'cat >/etc/ssh/sshd_config'],
      `${main}Match Group "b*"\n  PermitTTY no\nMatch Address 10.0.0.0/8\n  PermitTTY no\n`,
    );
    const call: Call = ['sshd_config', { policy: 'publickey+otp', exempt: { users: ['backup-bot'] } }];
    const first = await plan(host, [call]);
    assert.equal(first.changes.length, 2);
    const { classes } = first.facts.get(sshdEffective);
    assert.deepEqual(
      classes.map((entry) => entry.accounts.join(' ')),
      ['root admin', 'alice', 'bob backup-bot'],
    );
    const alice = effectiveFor(first.facts.get(sshdEffective), 'alice');
    assert.equal(effectiveValue(alice, 'x11forwarding'), 'no');
    await apply(host, first.changes);
    await assertAccepted(host, first.plans);
    assert.deepEqual((await plan(host, [call])).changes, []);
    // What stood in the main file before ours still holds, the Match blocks included.
    const effective = (await plan(host, [call])).facts.get(sshdEffective);
    const values = people.map((name) => effectiveValue(effectiveFor(effective, name), 'permittty'));
    assert.deepEqual(values, ['yes', 'yes', 'no']);
    assert.equal(effectiveValue(effectiveFor(effective, 'backup-bot'), 'permittty'), 'no');
  });

  it('writes state files exactly as google-authenticator does', async () => {
    for (const name of ['eleven', 'twelve', 'thirteen']) {
      const command = 'google-authenticator -t -d -f -r 3 -R 30 -w 3 -q && cat ~/.google_authenticator';
      const { stdout, stderr } = await lab.host(name).exec(['runuser', '-u', 'bob', '--', 'sh', '-c', command]);
      const [secret = '', ...lines] = stdout.trimEnd().split('\n');
      // What these releases make is 128 bits long; ours are 160.
      assert.equal(secret.length, 26, stderr);
      assert.equal(newStateFile({ secret, scratchCodes: lines.slice(-5) }), stdout);
      const [, , bob] = (await gather(lab.host(name), everything))
        .get(stateFiles)
        .files.filter((file) => file.uid >= 1000 && file.uid < 2000);
      const { secretLength, scratchCodes } = stateSettings(bob?.text ?? '');
      assert.deepEqual([bob?.account, secretLength, scratchCodes, bob?.file.mode], ['bob', 26, 5, '400']);
    }
  });

  it('follows every include of PAM, whatever it is like', async () => {
    const host = lab.host('bare');
    const write = (path: string, text: string): Promise<unknown> => host.exec(['sh', '-c', `cat >${path}`], text);
    await write('/etc/pam.d/one', '-ACCOUNT\\\n  Include \\ \n two\n# auth include none\nauth required pam_permit.so');
    await write(
      '/etc/pam.d/two',
      '@Include /srv/three # and so on\nauth include one\nauth [success=1] pam_permit.so include\n',
    );
    await write('/srv/three', 'auth substack *\nauth\tsubstack\tfour\r\nauth substack five');
    await host.exec(['mkdir', '-p', '/usr/lib/pam.d', '/etc/pam.d/five']);
    await write('/usr/lib/pam.d/five', '|file:/etc/passwd\n');
    for (const name of ['six', 'seven']) await write(`/etc/pam.d/${name}`, '');
    const sshd = 'auth include one\n#keyturn# @include six\n# @include seven\n';
    await write('/etc/pam.d/sshd', sshd);
    for (const shell of ['dash', 'bash']) {
      const { files, text, complete, kind } = (await gather(host, [{ fact: pamService, params: [] }], shell)).get(
        pamService,
      );
      assert.deepEqual([text, complete, kind], [sshd, true, 'regular']);
      const others = files.filter(({ path }) => !path.includes('/common-') && !path.endsWith('/other'));
      assert.deepEqual(others, [
        {
          path: '/etc/pam.d/one',
          text: '-ACCOUNT\\\n  Include \\ \n two\n# auth include none\nauth required pam_permit.so',
        },
        { path: '/etc/pam.d/six', text: '' },
        {
          path: '/etc/pam.d/two',
          text: '@Include /srv/three # and so on\nauth include one\nauth [success=1] pam_permit.so include\n',
        },
        { path: '/srv/three', text: 'auth substack *\nauth\tsubstack\tfour\r\nauth substack five' },
        { path: '/etc/pam.d/five', text: undefined },
        { path: '/usr/lib/pam.d/five', text: '|file:/etc/passwd\n' },
      ]);
    }
  });

  it('knows groups with a blank in their name, and those that the name service does not list', async () => {
    const host = lab.host('twelve');
    // As winbind and SSSD: whoever asks for all groups does not hear of this one, whoever asks for it does.
    const getent =
      '#!/bin/sh\nif [ "$*" = group ]; then /usr/bin/getent group | grep -v ^domain; else exec /usr/bin/getent "$@"; fi\n';
    await host.exec(['sh', '-c', 'cat >/usr/local/bin/getent; chmod 755 /usr/local/bin/getent'], getent);
    const change =
      "echo 'domain users:x:4242:bob,admin' >>/etc/group; sed -i 's/^group:.*/& winbind/' /etc/nsswitch.conf";
    assert.equal((await host.exec(['sh', '-c', change])).code, 0);
    const allowing = async (line: string, shell?: string): Promise<Facts> => {
      await host.exec(['sh', '-c', 'cat >/etc/ssh/sshd_config.d/groups.conf'], `${line}\n`);
      return await gather(host, mergeRequests(taskType('login').facts({ accounts: [] })), shell);
    };
    for (const shell of ['dash', 'bash']) {
      const facts = await allowing('AllowGroups "domain users"', shell);
      const bob = facts.get(accounts).accounts.find(({ name }) => name === 'bob');
      assert.deepEqual(bob?.groups, ['bob', 'domain users']);
      // Alice is enrolled by a test above: somebody who is, and cannot log in, is told.
      assert.deepEqual(access(facts), ['admin key', 'alice refused', 'bob key']);
    }
    const wildcard = await allowing('AllowGroups domain?users');
    assert.deepEqual(access(wildcard), ['admin key', 'alice refused', 'bob key']);
    const split = await allowing('AllowGroups users domain');
    assert.deepEqual(access(split), ['admin refused', 'alice refused', 'bob refused']);
    const back = 'rm /usr/local/bin/getent /etc/ssh/sshd_config.d/groups.conf';
    await host.exec(['sh', '-c', `${back}; sed -i '/^domain/d' /etc/group; sed -i 's/ winbind$//' /etc/nsswitch.conf`]);
  });

  it('sees that the binary of the running sshd was replaced', async () => {
    const host = lab.host('bare');
    const replaced = async (): Promise<boolean> =>
      (await gather(host, [{ fact: sshdDaemon, params: [] }])).get(sshdDaemon).binaryReplaced;
    assert.equal(await replaced(), false);
    await host.exec(['sh', '-c', 'cp -p /usr/sbin/sshd /usr/sbin/new && mv /usr/sbin/new /usr/sbin/sshd']);
    assert.equal(await replaced(), true);
  });

  it('says so where sshd cannot be asked, and creates nothing', async () => {
    const host = lab.host('bare');
    await host.exec(['mv', '/run/sshd', '/run/sshd.away']);
    const effective = (await gather(host, [{ fact: sshdEffective, params: [] }])).get(sshdEffective);
    await host.exec(['sh', '-c', '[ ! -e /run/sshd ] && mv /run/sshd.away /run/sshd']);
    assert.ok(effective.classes.length > 0);
    for (const { effective: said } of effective.classes) {
      assert.match(said.known ? 'known' : said.problem, /\/run\/sshd/);
    }
  });
});
