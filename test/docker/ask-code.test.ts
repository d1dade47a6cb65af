// A person at a terminal who types the codes: the vault knows nothing of the managing account.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LabHost } from '../../docker/host.ts';
import { quote } from '../../src/shell/quote.ts';
import { builtCli } from '../support/cli.ts';
import { assertNothingLeft } from '../support/host-state.ts';
import { freshCode } from '../support/one-time-codes.ts';
import { endings, openSite, type Site } from '../support/site.ts';

const exemptBob = `- name: bob needs no code any more
  hosts: all
  become: true
  tasks:
    - name: sshd wants both factors of the others
      sshd_config:
        policy: publickey+otp
        exempt:
          users: [backup-bot, bob]
    - name: sshd takes it
      service:
        name: ssh
        state: reloaded
`;

describe('codes that a person types', function () {
  this.timeout(240_000);
  let site: Site;
  let host: LabHost;

  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-12', otp: true }]);
    host = site.lab.host('web');
    const { code, report } = await site.apply('rollout.yml');
    assert.equal(code, 0, endings(report));
  });
  after(() => site.lab.stop());

  /** Runs keyturn on a terminal of its own, and answers every question for a code with what is given, or with Ctrl-C. */
  async function atTerminal(
    argv: readonly string[],
    answer: () => Promise<string>,
  ): Promise<{ code: number; screen: string }> {
    const home = join(site.lab.directory, 'home');
    const command = [process.execPath, builtCli, ...argv].map(quote).join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: site.lab.directory,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        XDG_STATE_HOME: join(site.lab.directory, 'states/operator'),
        TERM: 'xterm',
        SHELL: '/bin/sh',
        LANG: 'C.UTF-8',
      },
      stdio: 'pipe',
    });
    let screen = '';
    let asked = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const questions = screen.split('a new one-time code of admin: ').length - 1;
      if (questions <= asked) return;
      asked = questions;
      void answer().then((typed) => child.stdin.write(typed));
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? -1, screen };
  }

  const typeCode = async (): Promise<string> => {
    const { secret } = await site.entry('admin');
    return `${await freshCode(host, 'admin', secret)}\r`;
  };

  it('log in, prove the change, and are shown nowhere', async () => {
    const typed: string[] = [];
    const answer = async (): Promise<string> => {
      const keys = await typeCode();
      typed.push(keys.trim());
      return keys;
    };
    await site.write('exempt-bob.yml', exemptBob);
    const { code, screen } = await atTerminal(['apply', 'exempt-bob.yml', '-i', 'inventory.yml', '--ask-code'], answer);
    assert.equal(code, 0, screen);
    assert.match(screen, /dead-man switch: each host reverts itself 600 s after/);
    assert.equal(typed.length, 2, screen);
    for (const each of typed) assert.ok(!screen.includes(each), screen);
    await assertNothingLeft(host);
  });

  it('may be left out with Ctrl-C', async () => {
    const { code, screen } = await atTerminal(['plan', 'exempt-bob.yml', '-i', 'inventory.yml', '--ask-code'], () =>
      Promise.resolve('\x03'),
    );
    assert.equal(code, 130, screen);
    assert.doesNotMatch(screen, /bug in keyturn/);
  });

  it('are not asked for where there is no terminal', async () => {
    const { code, stderr } = await site.keyturn('plan', 'exempt-bob.yml', '-i', 'inventory.yml', '--ask-code');
    assert.equal(code, 1);
    assert.match(stderr, /^keyturn: there is no terminal to ask for a one-time code at\n {2}hint: /);
  });
});
