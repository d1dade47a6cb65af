// What the running sshd was started with, from what the kernel shows of it.
import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shells } from './host-root.ts';

const part = (name: string): string => readFileSync(new URL(`../../host/lib/${name}.sh`, import.meta.url), 'utf8');

const title = (text: string): string => `sshd: ${text} [listener] 0 of 10-100 startups\0\0\0\0`;

/** What stands in /proc/PID/cmdline, and what `sshd -t` is called with; undefined where that cannot be told. */
const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
  [title('/usr/sbin/sshd'), []],
  [title('/usr/sbin/sshd -D -e -4'), []],
  [title('/usr/sbin/sshd -D -f /etc/ssh/second -p 2222'), ['-f', '/etc/ssh/second', '-p', '2222']],
  [title('/usr/sbin/sshd -Df/etc/ssh/second -p2222'), ['-f', '/etc/ssh/second', '-p', '2222']],
  [
    title('/usr/sbin/sshd -D -o AuthorizedKeysCommand=/opt/x -oAuthorizedKeysCommandUser=nobody'),
    ['-o', 'AuthorizedKeysCommand=/opt/x', '-o', 'AuthorizedKeysCommandUser=nobody'],
  ],
  [
    title('/usr/sbin/sshd -D -o AuthorizedKeysCommand /opt/x  %u -o AuthorizedKeysCommandUser nobody'),
    ['-o', 'AuthorizedKeysCommand /opt/x  %u', '-o', 'AuthorizedKeysCommandUser nobody'],
  ],
  // Whether -u is the command's option or sshd's own, the title does not tell.
  [title('/usr/sbin/sshd -D -o AuthorizedKeysCommand /opt/x -u %u'), undefined],
  [title('/usr/sbin/sshd -D -o AllowUsers=* -o DenyUsers=a[b]?'), ['-o', 'AllowUsers=*', '-o', 'DenyUsers=a[b]?']],
  [title('/usr/sbin/sshd -D -o Banner=/a\\\\b'), undefined],
  [title('/usr/sbin/sshd -D -X'), undefined],
  [title('/opt/my programs/sshd -D -p 22'), undefined],
  ['sshd: /usr/sbin/sshd -D -o AuthorizedKeysCom', undefined],
  ['sshd: alice [priv]\0\0', undefined],
  ['', undefined],
  ['/usr/sbin/sshd\0-D\0', []],
  [
    '/usr/sbin/sshd\0-o\0AuthorizedKeysCommand /opt/x -u %u\0-Dp\x0022\0-f\0/a\\b\tc\n*\0',
    ['-o', 'AuthorizedKeysCommand /opt/x -u %u', '-p', '22', '-f', '/a\\b\tc\n*'],
  ],
  ['/usr/sbin/sshd\0-D\0strange\0', undefined],
  ['/usr/sbin/sshd\0-D\0-o\0', undefined],
];

/** What systemd shows of a unit, what the file of its environment holds, and what sshd gets. */
const units: readonly (readonly [string, string, readonly string[] | undefined])[] = [
  ['/usr/sbin/sshd -D', '', []],
  ['/usr/sbin/sshd -i $SSHD_OPTS', 'SSHD_OPTS=\n', []],
  [
    '/usr/sbin/sshd -D $SSHD_OPTS',
    '# as shipped\nSSHD_OPTS="-o AuthorizedKeysCommand=/opt/x -p 22"\n',
    ['-o', 'AuthorizedKeysCommand=/opt/x', '-p', '22'],
  ],
  ['/usr/sbin/sshd -D ${SSHD_OPTS} -4', "SSHD_OPTS='-f/etc/ssh/other'", ['-f', '/etc/ssh/other']],
  ['/usr/sbin/sshd -D $OTHER', 'SSHD_OPTS=-p 22\n', []],
  ['/usr/sbin/sshd -D $SSHD_OPTS', 'SSHD_OPTS=-o "AuthorizedKeysCommand /opt/x %u"\n', undefined],
  ['/usr/sbin/sshd -D $SSHD_OPTS', 'SSHD_OPTS=$OTHER\n', undefined],
];

for (const [name, shell] of Object.entries(shells)) {
  describe(`what sshd was started with, under ${name}`, () => {
    let root: string;
    before(() => {
      root = mkdtempSync(join(tmpdir(), 'keyturn-arguments-'));
      mkdirSync(join(root, 'proc/7'), { recursive: true });
    });
    after(() => {
      rmSync(root, { recursive: true });
    });

    for (const [cmdline, options] of cases) {
      it(`${JSON.stringify(cmdline)} is ${JSON.stringify(options ?? 'not told')}`, () => {
        writeFileSync(join(root, 'proc/7/cmdline'), cmdline);
        const script = `${part('base')}${part('arguments')}${part('sshd')}
root=$1
read_arguments 7 || { echo not told; exit 0; }
daemon_options=$sshd_options
with_options printf '<%s>' -- -t 'one word'
`;
        const [program = '', ...words] = shell;
        const ran = spawnSync(program, [...words, '-s', root], { input: script, encoding: 'utf8', cwd: '/' });
        assert.equal(ran.status, 0, ran.stderr);
        const expected =
          options === undefined ? 'not told\n' : [...options, '-t', 'one word'].map((it) => `<${it}>`).join('');
        assert.equal(ran.stdout, expected);
      });
    }

    for (const [argv, environment, options] of units) {
      it(`${argv} with ${JSON.stringify(environment)} is ${JSON.stringify(options ?? 'not told')}`, () => {
        writeFileSync(join(root, 'default'), environment);
        const script = `${part('base')}${part('arguments')}${part('sshd')}
root=$1
systemctl() {
    cat <<'SHOWN'
ExecStart={ path=/usr/sbin/sshd ; argv[]=${argv} ; ignore_errors=no ; pid=0 }
Environment=
EnvironmentFiles=/default (ignore_errors=yes)
SHOWN
}
read_unit ssh@keyturn.service || { echo not told; exit 0; }
daemon_options=$sshd_options
with_options printf '<%s>' -- -t
`;
        const [program = '', ...words] = shell;
        const ran = spawnSync(program, [...words, '-s', root], { input: script, encoding: 'utf8', cwd: '/' });
        assert.equal(ran.status, 0, ran.stderr);
        const expected = options === undefined ? 'not told\n' : [...options, '-t'].map((it) => `<${it}>`).join('');
        assert.equal(ran.stdout, expected);
      });
    }
  });
}
