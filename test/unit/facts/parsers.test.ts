// Parsers are total: they take what hosts say, and what hostile hosts say.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accounts } from '../../../src/facts/accounts.ts';
import { facts } from '../../../src/facts/index.ts';
import { atLeast, opensshVersion } from '../../../src/facts/openssh-version.ts';
import { pamService } from '../../../src/facts/pam-service.ts';
import { packages, packageState } from '../../../src/facts/packages.ts';
import { effectiveFor, effectiveValue, sshdEffective } from '../../../src/facts/sshd-effective.ts';
import { sshConnection } from '../../../src/facts/ssh-connection.ts';
import { isAnswer } from '../../../src/facts/fact.ts';
import { sshDoors } from '../../../src/facts/ssh-doors.ts';
import { sshdFileModes } from '../../../src/facts/sshd-file-modes.ts';
import { sshdFiles } from '../../../src/facts/sshd-files.ts';
import { sshdUnits } from '../../../src/facts/sshd-units.ts';
import { dpkg } from '../../../src/package-managers/dpkg.ts';
import { runs, seed } from '../../support/seed.ts';
import { stateFiles } from '../../../src/facts/state-files.ts';

describe('fact parsers', () => {
  it('take any text', () => {
    const tags = fc.constantFrom(
      'account:',
      'group:',
      'path:',
      'file:',
      'class:',
      'member:',
      'status:',
      'global:',
      'end:',
      'modules:',
      'aging:',
      'connection:',
      '|',
      '>',
      ':',
      '\n',
      'x',
    );
    const text = fc.array(fc.oneof(tags, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (output) => {
        for (const fact of facts) fact.parse(output);
      }),
      { seed: seed(), numRuns: runs(200, 5000) },
    );
  });

  it('never give an account twice, nor one without ids', () => {
    const text = 'account:y:a:1:2:/a:/bin/sh\naccount:n:a:9:9:/b:/bin/sh\naccount:y:b:x:2:/b:/bin/sh\n';
    const read = accounts.parse(`${text}group:g:2:\ngroup:h:7:z,a\npassword:locked:a\n`);
    assert.deepEqual(
      read.accounts.map(({ name, uid, groups, password }) => ({ name, uid, groups, password })),
      [{ name: 'a', uid: 1, groups: ['g', 'h'], password: 'locked' }],
    );
    assert.deepEqual(read.groups, ['g', 'h']);
  });

  it('take the names of groups whole, and from the directory by number', () => {
    const people = ['account:y:a:1:2:/a:/bin/sh', 'account:y:b:2:900:/b:/bin/sh'];
    const listed = ['group:users:100:', 'group:local group:2:b'];
    const found = [
      'member:a:2 700 4242',
      'member:b:900 ',
      'group:domain users:700:',
      'group:later:700:',
      'group:main one:900:',
    ];
    const read = accounts.parse([...people, ...listed, ...found, ''].join('\n'));
    assert.deepEqual(
      read.accounts.map(({ groups }) => groups),
      [
        ['local group', 'domain users'],
        ['main one', 'local group'],
      ],
    );
  });

  it('read what shadow says of age and end', () => {
    const read = accounts.parse('account:y:a:1:2:/a:/bin/sh\npassword:set:a\naging:0:90::20000:a\n');
    const aging = { changed: 0, maximum: 90, inactive: undefined, expires: 20_000 };
    assert.deepEqual(read.accounts[0]?.aging, aging);
  });

  it('tell PAM’s files from what is in them', () => {
    const read = pamService.parse(
      'file:/etc/pam.d/sshd\n|auth include a\n>file:x\nfile:/etc/pam.d/a\nunreadable:\nend:\nregular:644:1\n' +
        'modules:/usr/lib/security: pam_a.so *.so\nmodules:/lib/security: pam_a.so\nshells:\n|# x\n|/bin/sh\n',
    );
    assert.deepEqual([read.text, read.kind, read.complete], ['auth include a\nfile:x', 'regular', true]);
    assert.deepEqual(read.files, [{ path: '/etc/pam.d/a', text: undefined }]);
    assert.deepEqual(read.modules, ['/lib/security/pam_a.so']);
    assert.deepEqual(read.shells, ['/bin/sh']);
    assert.equal(pamService.parse('file:/etc/pam.d/sshd\n|x\n').complete, false);
    const tables = 'end:\nnologin:\ntable:/etc/security/access.conf\n|#\n|- : ALL : ALL\ntable:/etc/x\nunreadable:\n';
    assert.deepEqual(pamService.parse(tables).tables, [
      { path: '/etc/security/access.conf', text: '#\n- : ALL : ALL\n' },
      { path: '/etc/x', text: undefined },
    ]);
  });

  for (const [text, major, minor] of [
    ['unknown option -- V\nOpenSSH_8.4p1 Debian-5+deb11u3, OpenSSL 1.1.1w\nusage: sshd', 8, 4],
    ['OpenSSH_10.0p2 Debian-7, OpenSSL 3.5', 10, 0],
  ] as const) {
    it(`read the release in ${JSON.stringify(text)}`, () => {
      const version = opensshVersion.parse(text);
      assert.ok(version.known);
      assert.deepEqual([version.major, version.minor], [major, minor]);
      assert.ok(atLeast(version, 8, 4));
      assert.equal(atLeast(version, 8, 7), major > 8);
    });
  }

  it('know nothing about an sshd that is not OpenSSH', () => {
    assert.deepEqual(opensshVersion.parse('Dropbear v2022.83'), { known: false });
    assert.equal(atLeast({ known: false }, 0, 0), false);
  });

  it('tell installed packages from removed ones', () => {
    const asked = 'asked:a\nasked:b\nasked:c\nasked:d\n';
    const read = packages.parse(`${asked}manager:dpkg\nis:ii :a\nis:rc :b\nis:hi :d\n`);
    assert.deepEqual(read.states, { dpkg: { a: 'installed', b: 'absent', c: 'absent', d: 'installed' } });
    assert.equal(packageState(read, dpkg, 'd'), 'installed');
    assert.equal(packageState(read, dpkg, 'e'), 'unknown');
    assert.equal(packageState(packages.parse(''), dpkg, 'a'), 'unknown');
    assert.equal(packageState(packages.parse(asked), dpkg, 'a'), 'unknown');
  });

  it('tell who holds the lock of the package manager, and not who only reads it', () => {
    const locks = 'lock:7:/var/lib/dpkg/lock-frontend\nlock:8:/var/lib/dpkg/lock\n';
    assert.equal(packages.parse(`${locks}kernel:WRITE:9\nkernel:READ:7\n`).busy, undefined);
    assert.equal(packages.parse(`${locks}kernel:WRITE:9\nkernel:WRITE:8\n`).busy, '/var/lib/dpkg/lock');
  });

  it('tell the line that sshd names before its last words', () => {
    const text = 'global:\n/etc/ssh/sshd_config line 9: Bad\nterminating, 1 bad\nstatus:255\n';
    const problem = '/etc/ssh/sshd_config line 9: Bad';
    assert.deepEqual(sshdEffective.parse(text).global, { known: false, asked: true, problem });
  });

  it('tell where homes are mounted, and nothing where df did not say it of every home', () => {
    const homes = 'account:a:1:1:/a\naccount:b:2:2:/b\naccount:c:3:3:/c\nhome:/a\nhome:/b\nread-only:/c\n';
    const df =
      'df:Filesystem 1024-blocks Used Available Capacity Mounted on\ndf:x y 64 64 0 100% /a\ndf:z 9999 1 9998 1% /\n';
    const left = 'left:0:4096:9:9:/a\nleft:9999:4096:9:9:/b\nleft:9999:4096:9:9:/c\n';
    const said = (text: string): readonly string[] =>
      stateFiles.parse(text).files.map(({ room, mount }) => `${room} ${mount ?? '?'}`);
    assert.deepEqual(said(`${homes}${df}df:t 64 0 64 0% /c\n${left}`), ['full /a', 'ok /', 'read-only /c']);
    assert.deepEqual(said(`${homes}${df}`), ['unknown ?', 'unknown ?', 'read-only ?']);
  });

  it('tell what sshd says for whom, and its last words where it fails', () => {
    const text =
      'global:\nusepam yes\nport 22\nport 23\nstatus:0\nmember:x1:a\nclass:x1\nusepam no\nstatus:0\nmember:x1:b\nmember:x0:c\nclass:x0\nbad\nstatus:255\n';
    const read = sshdEffective.parse(text);
    assert.equal(effectiveValue(read.global, 'usepam'), 'yes');
    assert.equal(effectiveValue(read.global, 'port'), undefined);
    assert.equal(effectiveValue(effectiveFor(read, 'b'), 'usepam'), 'no');
    assert.deepEqual(effectiveFor(read, 'c'), { known: false, asked: true, problem: 'bad' });
    assert.equal(effectiveFor(read, 'z').known, false);
  });

  for (const [said, client, local] of [
    ['10.0.0.9 50123 10.0.0.20 22', '10.0.0.9', '10.0.0.20:22'],
    ['2001:db8::5 50123 2001:db8::1 2222', '2001:db8::5', '2001:db8::1:2222'],
    ['fe80::1%eth0 50123 fe80::2%eth0 22', 'fe80::1%eth0', 'fe80::2%eth0:22'],
    ['UNKNOWN 65535 UNKNOWN 65535', undefined, undefined],
    ['10.0.0.9 50123 10.0.0.20 99999', '10.0.0.9', undefined],
    ['10.0.0.9;rm 50123 *', undefined, undefined],
    ['', undefined, undefined],
  ] as const) {
    it(`read where we come from in ${JSON.stringify(said)}`, () => {
      const found = sshConnection.parse(`connection:${said}\n`);
      assert.equal(found.client, client);
      assert.equal(found.local && `${found.local.address}:${found.local.port}`, local);
    });
  }

  it('keep the text of files as it is', () => {
    const read = sshdFiles.parse('file:/a\n|x\n|file:/b\n>no newline\nfile:/c\nunreadable:\nfile:/d\n');
    assert.deepEqual(read.files, [
      { path: '/a', text: 'x\nfile:/b\nno newline' },
      { path: '/c', text: undefined },
      { path: '/d', text: '' },
    ]);
  });

  it('tell what is known of each other SSH daemon, and why of some nothing is', () => {
    const seen = [
      'files=file:/etc/ssh/second',
      'files=|UsePAM yes',
      'files=folder:/etc/ssh/sshd_config.d',
      'version=OpenSSH_9.2p1 Debian',
    ];
    const answer = [
      'pam=end:',
      'pam=service:sshd-two',
      'effective=global:',
      'effective=usepam yes',
      'effective=status:0',
      'seen:',
    ];
    const output = [
      'door:8:sshd::second.service:sshd: /usr/sbin/sshd -D -f /etc/ssh/second [listener] 0 of 10-100 startups',
      ...[
        'through:',
        'fds:',
        'listens:00000000:08AE',
        'listens:00000000000000000000000000000000:08AE',
        ...seen,
        ...answer,
      ],
      ...['door:9:sshd:account::/tmp/sshd', 'fds:', 'listens:0100007F:1F90'],
      ...['door:10:dropbear:program::dropbear', 'fds:', 'listens:0B0B0B0B:0016'],
      // It listens nowhere: what systemd or inetd starts for one connection.
      ...['door:11:sshd:::/usr/sbin/sshd -i', 'fds:', ...seen, ...answer],
      ...['door:12:sshd:::/usr/sbin/sshd', ...seen],
      'end:',
    ].join('\n');
    assert.ok(isAnswer(sshDoors, output));
    const doors = sshDoors.parse(output);
    assert.deepEqual(
      doors.map(({ pid, listens, seen: { known } }) => [pid, listens.map(({ port, on }) => `${port} ${on}`), known]),
      [
        [8, ['2222 every address'], true],
        [9, ['8080 loopback'], false],
        [10, ['22 one address'], false],
        [12, [], false],
      ],
    );
    const [first] = doors;
    assert.ok(first?.seen.known);
    assert.deepEqual(
      [first.unit, first.commandLine, first.through],
      ['second.service', '/usr/sbin/sshd -D -f /etc/ssh/second', true],
    );
    assert.equal(first.seen.facts.pam.service, 'sshd-two');
    assert.deepEqual(first.seen.facts.files.files, [{ path: '/etc/ssh/second', text: 'UsePAM yes\n' }]);
    assert.deepEqual(
      doors.map(({ seen: one }) => (one.known ? '' : one.doubt)),
      ['', 'account', 'program', 'answer'],
    );
  });

  it('tell a unit once, and only one that systemd has', () => {
    const unit = (id: string, load: string): string =>
      `Id=${id}\nLoadState=${load}\nActiveState=active\nResult=success\nUnitFileState=enabled`;
    const output = `systemd:\n${[unit('ssh.service', 'loaded'), unit('ssh.service', 'loaded'), unit('sshd.socket', 'not-found')].join('\n\n')}\n`;
    assert.deepEqual(sshdUnits.parse(output), {
      systemd: true,
      units: [{ name: 'ssh.service', active: 'active', result: 'success', atBoot: 'enabled' }],
    });
  });

  it('tell modes, and nothing that is none', () => {
    const output = 'path:644:0:0:/etc/ssh/sshd_config\npath:9:0:0:/x\npath:600::0:/y\npath:600:0:0:/with:colon\n';
    assert.deepEqual(
      sshdFileModes.parse(output).map(({ path, mode }) => `${mode} ${path}`),
      ['644 /etc/ssh/sshd_config', '600 /with:colon'],
    );
  });
});
