// A family and a package manager that nothing in src knows: one object each is all that it takes to be probed, planned, installed on,
// refused and audited. The probes run on a fake host, under the shells of real ones.
import assert from 'node:assert/strict';
import { judgeHost } from '../../../src/audit/judge-host.ts';
import type { Finding } from '../../../src/audit/judgement.ts';
import { asItIs } from '../../../src/audit/profile/profile.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import { distroOf } from '../../../src/distros/distro-of.ts';
import { distros } from '../../../src/distros/index.ts';
import { upstream } from '../../../src/distros/upstream.ts';
import { codeModuleOf } from '../../../src/facts/code-module.ts';
import { configLeftoversOf } from '../../../src/facts/config-leftovers.ts';
import type { Fact, FactRequest, Facts } from '../../../src/facts/fact.ts';
import { osRelease } from '../../../src/facts/os-release.ts';
import { otherManagers } from '../../../src/facts/other-managers.ts';
import { packagesOf } from '../../../src/facts/packages.ts';
import { pamService } from '../../../src/facts/pam-service.ts';
import { recentLogins } from '../../../src/facts/recent-logins.ts';
import { sshdDaemon } from '../../../src/facts/sshd-daemon.ts';
import { sshdEffective } from '../../../src/facts/sshd-effective.ts';
import { sshdFileModes } from '../../../src/facts/sshd-file-modes.ts';
import { sshdFiles } from '../../../src/facts/sshd-files.ts';
import { sshdUnits } from '../../../src/facts/sshd-units.ts';
import { hostScripts } from '../../../src/host-protocol/host-scripts.ts';
import { packageManagers } from '../../../src/package-managers/index.ts';
import type { Change } from '../../../src/plan/change.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import type { DetailedPlan } from '../../../src/run/examination.ts';
import { gatherScript, readFacts } from '../../../src/run/phases/gather.ts';
import { planHost } from '../../../src/run/phases/plan.ts';
import { requestPrepare } from '../../../src/run/phases/prepare.ts';
import { taskTypes } from '../../../src/tasks/index.ts';
import { hostFacts } from '../../scenarios/host.ts';
import { crumb } from './made-up/crumb.ts';
import { MarzipanHost, pamText, shells } from './made-up/host.ts';
import { marzipan } from './made-up/marzipan.ts';

const families = [...distros, marzipan];
const managers = [...packageManagers, crumb];
const nonce = '0123456789abcdef0123456789abcdef';

const packages = packagesOf(managers);
const leftovers = configLeftoversOf(managers);
const codeModule = codeModuleOf(managers);

const asked: readonly Fact<unknown>[] = [
  ...[osRelease, packages, leftovers, codeModule, pamService],
  ...[sshdDaemon, sshdFiles, sshdFileModes, sshdUnits],
];

/** What the family decides is asked of the host, in one script; who is there, and what nothing is said about, is as on another one. */
function factsOf(host: MarzipanHost): Facts {
  const params = (fact: Fact<unknown>): readonly string[] => (fact === packages ? [marzipan.otpPackage] : []);
  const requests = asked.map((fact): FactRequest => ({ fact, params: params(fact) }));
  const { stdout, stderr } = host.run(gatherScript(requests, nonce, families));
  assert.equal(stderr, '');
  const own = readFacts(requests, stdout, nonce);
  const others = hostFacts({
    state_files: { admin: 'valid', alice: 'valid', bob: 'valid', 'backup-bot': 'valid' },
  });
  const silent = new Map<string, unknown>([
    [recentLogins.name, { known: false }],
    [otherManagers.name, { found: [] }],
    [sshdEffective.name, { global: { known: false, asked: false, problem: 'not asked' }, classes: [] }],
  ]);
  return {
    get: <T>(fact: Fact<T>): T => {
      if (silent.has(fact.name)) return silent.get(fact.name) as T;
      return asked.some(({ name }) => name === fact.name) ? own.get(fact) : others.get(fact);
    },
  };
}

const rollOut = `- hosts: all
  become: yes
  tasks:
    - package: { name: second-factor }
    - pam: { policy: publickey+otp }
    - sshd_config: { policy: publickey+otp }
    - service: { name: sshd, state: reloaded }
`;

function planOf(host: MarzipanHost, text = rollOut): DetailedPlan {
  const { plays, diagnostics } = loadPlaybook(text, 'play.yml', taskTypes);
  const [play] = plays;
  assert.ok(play && diagnostics.length === 0, JSON.stringify(diagnostics));
  const facts = factsOf(host);
  const distro = distroOf(facts.get(osRelease), families);
  assert.equal(distro, marzipan);
  return planHost(play, new Map(taskTypes.map((type) => [type.name, type])), {
    ...{ facts, distro, managingAccount: 'admin', root: true, clockOffset: 0, allowLockout: [], acceptBreaking: [] },
    vaultEntry: () => 'absent',
  });
}

const changesOf = ({ changes }: DetailedPlan): readonly Change[] => changes.map(({ change }) => change);
const textOf = (changes: readonly Change[], path: string): string | undefined =>
  changes.flatMap((change) =>
    change.kind === 'write-file' && change.path === path && change.content.kind === 'text' ? [change.content.text] : [],
  )[0];

function findingsOf(host: MarzipanHost, id: string): readonly Finding[] {
  const rule = rules.find((one) => one.id === id);
  assert.ok(rule);
  const facts = factsOf(host);
  const known = { facts, unanswered: new Set<string>(), root: true, clockOffset: 0, managingAccount: 'admin' };
  const [verdict] = judgeHost(
    [asItIs(rule)],
    { ...known, outOfBand: undefined, earlierCounters: undefined },
    families,
  ).verdicts;
  assert.equal(verdict?.judgement.outcome, 'fail', JSON.stringify(verdict?.judgement));
  return verdict.judgement.findings;
}

for (const shell of shells) {
  describe(`a made-up family, its host asked by ${shell[0]}`, () => {
    let host: MarzipanHost;

    beforeEach(() => {
      host = new MarzipanHost(shell);
    });
    afterEach(() => {
      host.remove();
    });

    it('is found by what os-release says, and its things where it has them', () => {
      const facts = factsOf(host);
      assert.equal(facts.get(osRelease).family, 'marzipan');
      const { main, dropIns, dropInDirectory, files } = facts.get(sshdFiles);
      assert.deepEqual([main, dropIns, dropInDirectory], [marzipan.sshdConfig, '/etc/shell/daemon.d', true]);
      assert.deepEqual(
        files.map(({ path }) => path),
        ['/etc/shell/daemon.conf', '/etc/shell/daemon.d/50-maker.conf'],
      );
      assert.equal(facts.get(pamService).path, '/etc/pam.d/shell-login');
      assert.equal(facts.get(pamService).text, pamText);
      assert.equal(facts.get(pamService).debian, false);
      assert.equal(facts.get(pamService).stateFile, '.shell/second-factor');
      assert.equal(facts.get(sshdDaemon).socketActivated, true);
      assert.deepEqual(
        facts.get(sshdUnits).units.map(({ name }) => name),
        ['shell.service', 'shell.socket'],
      );
      assert.deepEqual(facts.get(packages).states, { crumb: { 'second-factor': 'absent' } });
      const modes = facts.get(sshdFileModes).map(({ path }) => path);
      assert.deepEqual(modes.slice(0, 2), ['/etc/shell', '/etc/shell/daemon.d']);
    });

    it('is one that Keyturn does not know without its object', () => {
      const facts = factsOf(host);
      assert.equal(distroOf(facts.get(osRelease)), undefined);
      const requests = [osRelease, sshdFiles, pamService].map((fact): FactRequest => ({ fact, params: [] }));
      const plain = readFacts(requests, host.run(gatherScript(requests, nonce)).stdout, nonce);
      assert.equal(plain.get(osRelease).family, '');
      assert.equal(plain.get(sshdFiles).main, upstream.sshdConfig);
      assert.equal(plain.get(pamService).path, '/etc/pam.d/sshd');
    });

    it('is planned with its own package, files and service', () => {
      const plan = planOf(host);
      const changes = changesOf(plan);
      assert.deepEqual(plan.refusals, []);
      assert.deepEqual(
        changes.map(({ summary }) => summary),
        [
          'install second-factor',
          '/etc/pam.d/shell-login: ask for a one-time code, not for the password',
          '/etc/shell/daemon.d/00-keyturn.conf: ask for a key and a one-time code',
          'reload shell',
        ],
      );
      const pam = textOf(changes, '/etc/pam.d/shell-login');
      assert.match(
        pam ?? '',
        /\n#keyturn# auth substack password-auth\nauth required pam_google_authenticator\.so secret=\$\{HOME\}\/\.shell\/second-factor noskewadj\n# END KEYTURN\nauth include postlogin\n/,
      );
      assert.match(
        textOf(changes, marzipan.sshdDropIn) ?? '',
        /^AuthenticationMethods publickey,keyboard-interactive/m,
      );
      const [, , dropIn] = changes;
      assert.deepEqual(dropIn?.notify, ['shell']);
    });

    it('is planned with an Include of its own drop-in where none is read', () => {
      host.write('etc/shell/daemon.conf', 'UsePAM yes\n');
      const main = textOf(changesOf(planOf(host)), '/etc/shell/daemon.conf');
      assert.match(main ?? '', /^# BEGIN KEYTURN\nInclude \/etc\/shell\/daemon\.d\/00-keyturn\.conf\n# END KEYTURN\n/);
    });

    it('is installed on by its own package manager, and has the package then', async () => {
      const outcome = await requestPrepare(host.exec, changesOf(planOf(host)), marzipan, nonce);
      assert.deepEqual(outcome, { kind: 'prepared' });
      assert.equal(host.read('oven.log'), ' C fetch\n1 C bake second-factor\n');
      assert.deepEqual(factsOf(host).get(packages).states, { crumb: { 'second-factor': 'installed' } });
      assert.ok(!changesOf(planOf(host)).some(({ kind }) => kind === 'install-package'));
    });

    it('is not touched where its package manager says that it is busy', async () => {
      const changes = changesOf(planOf(host));
      host.write('hot', '');
      const outcome = await requestPrepare(host.exec, changes, marzipan, nonce);
      assert.deepEqual(outcome, { kind: 'busy', output: 'crumb: the oven is in use\n' });
    });

    for (const [title, spoil, play, expected] of [
      [
        'whose package manager is at work',
        (): void => {
          host.lock('var/lib/crumb/oven');
        },
        rollOut,
        /^L31 another package manager is at work \(it holds \/var\/lib\/crumb\/oven\)/,
      ],
      [
        'whose package manager is not there',
        (): void => {
          host.take('bin/crumb');
        },
        rollOut,
        /^packages .* Keyturn asks crumb; is it there\?$/,
      ],
      [
        'without the module',
        (): void => undefined,
        rollOut.replace(/ +- package.*\n/, ''),
        /^L10 .* install it before: `package: \{name: second-factor\}`$/,
      ],
      [
        'whose PAM service has another password line',
        (): void => {
          host.write('etc/pam.d/shell-login', '@include common-auth\n');
        },
        rollOut,
        /^pam-stack \/etc\/pam\.d\/shell-login has no line for the password/,
      ],
      [
        'without a folder for drop-ins',
        (): void => {
          host.take('etc/shell/daemon.d');
        },
        rollOut,
        /^sshd-files \/etc\/shell\/daemon\.d does not exist create it: install -d -m 0755 \/etc\/shell\/daemon\.d$/,
      ],
    ] as const) {
      it(`refuses a host ${title}, in its words`, () => {
        spoil();
        const refusals = planOf(host, play).refusals.map(({ cause, message, help }) => `${cause} ${message} ${help}`);
        assert.ok(
          refusals.some((refusal) => expected.test(refusal)),
          refusals.join('\n'),
        );
      });
    }

    it('is audited with advice that is right on it', () => {
      host.write('etc/shell/daemon.conf.crumb-fresh', '');
      host.write('etc/pam.d/shell-login.crumb-stale', '');
      const left = findingsOf(host, 'TFA-058');
      assert.deepEqual(
        left.map(({ message, evidence, fix }) => [message, evidence[0]?.file, fix]),
        [
          [
            'the upgrade replaced what was here',
            '/etc/pam.d/shell-login.crumb-stale',
            '$ diff FILE FILE.crumb-fresh\n$ rm FILE.crumb-fresh',
          ],
          [
            'the upgrade has a newer version',
            '/etc/shell/daemon.conf.crumb-fresh',
            '$ diff FILE FILE.crumb-fresh\n$ rm FILE.crumb-fresh',
          ],
        ],
      );
      host.write('etc/pam.d/shell-login', `auth required pam_google_authenticator.so\n${pamText}`);
      assert.deepEqual(
        findingsOf(host, 'TFA-045').map(({ message, fix }) => [message, fix]),
        [['the module is not installed', '$ crumb bake --again second-factor']],
      );
      host.write('usr/lib/security/pam_google_authenticator.so', '');
      assert.equal(factsOf(host).get(codeModule).packageName, 'second-factor');
    });
  });
}

describe('the host scripts of a made-up family', () => {
  it('name its units, and no others', async () => {
    const { stage, staged } = await hostScripts(marzipan);
    for (const text of [stage, staged['apply.sh'], staged['confirm.sh'], staged['revert.sh'], staged['off.sh']]) {
      assert.match(
        text,
        /^ {4}ssh_services=shell\n {4}ssh_sockets=shell\.socket\n {4}ssh_units='shell\.service shell\.socket'$/m,
      );
      assert.doesNotMatch(text, /\bsshd?\.(?:service|socket)\b/);
    }
    assert.match(
      (await hostScripts(upstream)).stage,
      /ssh_units='ssh\.service sshd\.service ssh\.socket sshd\.socket'/,
    );
  });
});
