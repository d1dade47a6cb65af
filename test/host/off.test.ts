// off.sh: from a console, whatever was done since, back to one factor; and what it says where it cannot.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { HostRoot, nonce, run, shellsInTurn, type Ran } from './host-root.ts';
import { adminsSshd, dropInOf, original, productionOf, rollOut, stageNext, twoFactors } from './rolled-out.ts';

const pam = 'etc/pam.d/sshd';
const main = 'etc/ssh/sshd_config';
const dropIn = 'etc/ssh/sshd_config.d/00-keyturn.conf';

for (const [name, shell] of shellsInTurn()) {
  describe(`off.sh, under ${name}`, function () {
    this.timeout(60_000);
    let host: HostRoot;
    let before: string;
    beforeEach(async () => {
      host = new HostRoot();
      original(host);
      before = productionOf(host);
      await rollOut(host, shell);
      assert.equal(host.running(), dropInOf(['backup-bot', 'deploy']));
      assert.notEqual(productionOf(host), before);
    });
    afterEach(() => {
      host.remove();
    });

    const off = (...words: readonly string[]): Ran => run(shell, [host.at('var/lib/keyturn/off.sh'), ...words], '');

    function turnsOff(ran = off()): Ran {
      assert.deepEqual([ran.code, ran.stderr], [0, ''], ran.stdout);
      assert.match(ran.stdout, /^The second factor is off: /m);
      assert.equal(productionOf(host), before);
      assert.equal(host.running(), '');
      assert.deepEqual(host.debris(), []);
      return ran;
    }

    it('leads back to one factor after three runs, leaves state files, and says what it did', () => {
      const { stdout } = turnsOff();
      assert.deepEqual(stdout.replaceAll(host.path, '').split('\n').slice(0, -2), [
        '  /etc/ssh/sshd_config: the lines of Keyturn are taken out',
        '  /etc/ssh/sshd_config.d/00-keyturn.conf is removed',
        '  the SSH daemon has read its configuration',
        '  /etc/pam.d/sshd: the lines of Keyturn are taken out',
      ]);
      assert.ok(host.exists('home/games/.google_authenticator'));
      assert.match(host.read('var/log/keyturn.log'), / off\.sh .*\/etc\/pam\.d\/sshd: the lines of Keyturn/);
    });

    it('may be repeated', () => {
      turnsOff();
      const { stdout } = turnsOff();
      assert.doesNotMatch(stdout, /taken out|removed/);
    });

    it('is undone by the next run, and works after that again', async () => {
      turnsOff();
      await rollOut(host, shell, 'run-again', 1);
      assert.equal(host.running(), dropInOf(['backup-bot']));
      turnsOff();
    });

    it('reverts a run that is armed, and does not stop there', async () => {
      const id = await stageNext(host, shell, true);
      turnsOff();
      assert.ok(host.exists(`var/lib/keyturn/${id.runId}/state/reverted.${id.nonce}`));
    });

    it('reverts a run that is staged and nothing more', async () => {
      await stageNext(host, shell, false);
      const { stdout } = turnsOff();
      assert.match(stdout, /which was not confirmed, is reverted$/m);
    });

    it('keeps what others have done to the same files since', () => {
      host.write(pam, `# before\n${host.read(pam)}# behind\n`);
      host.write(main, `${host.read(main)}X11Forwarding no\n`);
      assert.equal(off().code, 0);
      assert.equal(host.read(main), `${adminsSshd}X11Forwarding no\n`);
      assert.match(host.read(pam), /^# before\n# PAM for sshd\n@include common-auth\n(?:.*\n)*# behind\n$/);
    });

    it('looks where runs of other families have written', () => {
      for (const [from, to] of [
        [pam, 'etc/pam.d/ssh'],
        [dropIn, 'etc/ssh/sshd_config.d/01-other.conf'],
      ] as const) {
        host.write(to, host.read(from));
        const places = host.read('var/lib/keyturn/places');
        host.write('var/lib/keyturn/places', `${places}${from === pam ? 'pam' : 'sshd'} /${to}\n`);
      }
      assert.equal(off().code, 0);
      assert.equal(host.read('etc/pam.d/ssh'), host.read(pam));
      assert.ok(!host.exists('etc/ssh/sshd_config.d/01-other.conf'));
    });

    it('looks in the usual places where nothing says where', () => {
      host.write('var/lib/keyturn/places', `root ${host.path}\n`);
      turnsOff();
    });

    it('works when the folders of all runs are gone', () => {
      for (const one of ['run-1', 'run-2', 'run-3', 'last']) {
        rmSync(host.at(`var/lib/keyturn/${one}`), { recursive: true, force: true });
      }
      turnsOff();
    });

    it('starts a daemon that is dead', () => {
      const pid = host.read('run/sshd.pid').trim();
      execFileSync('kill', ['-KILL', pid]);
      rmSync(host.at(`proc/${pid}`), { recursive: true });
      turnsOff();
    });

    it('takes a lock over whose holder is dead, and goes on without one whose holder lives', () => {
      mkdirSync(host.at('run/keyturn.lock'));
      host.write('run/keyturn.lock/holder', `run-dead ${nonce} 1 x@y stage.1.1.elsewhere\n`);
      turnsOff();
      mkdirSync(host.at('run/keyturn.lock'));
      const own = execFileSync(
        'sh',
        [
          '-c',
          `read -r line </proc/${process.pid}/stat; set -- \${line##*) }; echo "\${20} $(cat /proc/sys/kernel/random/boot_id)"`,
        ],
        { encoding: 'utf8' },
      );
      const [started = '', boot = ''] = own.trim().split(' ');
      const holder = `run-alive ${nonce} 1 x@y stage.${process.pid}.${started}.${boot}\n`;
      host.write('run/keyturn.lock/holder', holder);
      host.write(dropIn, dropInOf([]));
      const { code } = off();
      assert.deepEqual([code, host.exists(dropIn)], [0, false]);
      assert.equal(host.read('run/keyturn.lock/holder'), holder);
    });

    it('works on files alone from a rescue system', () => {
      const reloads = host.read('stub/log');
      const { code, stdout } = off('--root', host.path);
      assert.equal(code, 0, stdout);
      assert.equal(productionOf(host), before);
      assert.equal(host.read('stub/log'), reloads);
    });

    it('says what to do by hand where marks are damaged, and where PAM must stay as it is', () => {
      host.write(pam, host.read(pam).replace('# END KEYTURN\n', ''));
      const { code, stdout } = off();
      assert.equal(code, 21);
      assert.match(stdout, /\/etc\/pam\.d\/sshd cannot be changed\n {4}by hand: take out the lines between the marks/);
      // A key alone lets in all the same.
      assert.equal(host.running(), '');
      assert.deepEqual(host.debris(), []);
    });

    it('does not make sshd read what it would not take, and leaves PAM to the daemon that runs', () => {
      host.write(main, `${host.read(main)}BROKEN\n`);
      const asks = host.read(pam);
      const { code, stdout } = off();
      assert.equal(code, 21);
      assert.match(stdout, /sshd does not take its configuration, with .* or without: .*BROKEN[^]*by hand: correct it/);
      assert.equal(host.read(pam), asks);
      assert.equal(host.running(), dropInOf(['backup-bot', 'deploy']));
      host.write(main, host.read(main).replace('BROKEN\n', ''));
      turnsOff();
    });

    it('puts the lines of sshd back where sshd needs them', () => {
      // What only an Include of ours makes whole.
      host.program(
        'usr/sbin/sshd',
        host
          .read('usr/sbin/sshd')
          .replace('case ${mode-} in', `[ -e "$root/${dropIn}" ] || { echo lacking; exit 255; }\ncase \${mode-} in`),
      );
      const whole = productionOf(host);
      const { code, stdout } = off();
      assert.equal(code, 21);
      assert.match(stdout, /without the lines of Keyturn: lacking\n {4}by hand: they are in place again/);
      assert.equal(productionOf(host), whole);
      assert.deepEqual(host.debris(), []);
    });

    it('says so where lines that are not ours want a code still', () => {
      host.write('etc/ssh/sshd_config.d/50-own.conf', twoFactors);
      const { code, stdout } = off();
      assert.equal(code, 21);
      assert.match(
        stdout,
        /sshd still wants publickey,keyboard-interactive, by a line that is not Keyturn's\n.*grep -rn/,
      );
    });

    it('says that a disk takes no writes, and which', () => {
      const folder = host.at('etc/ssh/sshd_config.d');
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=755', 'tmpfs', folder]);
      try {
        host.write(dropIn, dropInOf([]));
        execFileSync('mount', ['-o', 'remount,ro', folder]);
        const { code, stdout } = off();
        assert.equal(code, 21);
        assert.match(
          stdout,
          /00-keyturn\.conf cannot be removed\n {4}by hand: mount -o remount,rw \S+sshd_config\.d; rm /,
        );
        execFileSync('mount', ['-o', 'remount,rw', folder]);
        assert.equal(off().code, 0);
        assert.equal(host.exists(dropIn), false);
      } finally {
        execFileSync('umount', [folder]);
      }
    });

    it('takes no other words', () => {
      const rolledOut = productionOf(host);
      assert.equal(off('--rollback').code, 64);
      assert.equal(productionOf(host), rolledOut);
    });
  });
}
