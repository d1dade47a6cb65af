// The relay between an exec's stream and a program that wants a peer with an address: real perl, real connections.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { relay, sshdScript } from '../../../src/host-protocol/rehearsal-peer.ts';

const nonce = '00ff'.padEnd(32, '0');

function relayed(from: string, program: string, input: string | Buffer): ReturnType<typeof spawnSync> {
  return spawnSync('perl', ['-e', relay, from, '/bin/sh', '-c', program], {
    input,
    timeout: 10_000,
    maxBuffer: 8_000_000,
  });
}

describe("a rehearsed login's peer", () => {
  it('has the address that was named, on both sides', () => {
    const asked =
      'perl -MSocket -e \'print join(" ", map { inet_ntoa((sockaddr_in($_))[1]) } getpeername(STDIN), getsockname(STDOUT))\'';
    const { stdout, status } = relayed('127.107.3.4', asked, '');
    assert.deepEqual([String(stdout), status], ['127.107.3.4 127.107.3.4', 0]);
  });

  it('passes on every byte, both ways', () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
    const { stdout } = relayed('127.107.3.4', 'cat', bytes);
    assert.ok(Buffer.compare(Buffer.from(stdout), bytes) === 0);
  });

  it('ends with the program, although its input goes on', async () => {
    const script = 'sleep 5 | { perl -e "$0" 127.107.3.4 /bin/echo over; echo "ended $?" >&2; }';
    const began = Date.now();
    const child = spawn('sh', ['-c', script, relay]);
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += String(bytes)));
    await once(child.stderr, 'data');
    child.kill();
    assert.equal(said, 'over\n');
    assert.ok(Date.now() - began < 4000);
  });

  it('has none where there is no such address to come from', () => {
    const asked =
      'cat; perl -MSocket -e \'print eval { sockaddr_in(getpeername(STDOUT)); 1 } ? "addressed" : "plain"\'';
    assert.equal(String(relayed('192.0.2.1', asked, 'hello\n').stdout), 'hello\nplain');
  });

  it('is named by the nonce, and by nothing that a host says', () => {
    assert.match(
      sshdScript(nonce, '/usr/sbin/sshd', '/x/prove.conf', '/x/daemon'),
      /' 127\.107\.0\.2 \/usr\/sbin\/sshd "\$@" -i -f \/x\/prove\.conf$/m,
    );
    assert.throws(() => sshdScript('; id', '/usr/sbin/sshd', '/x', '/y'), TypeError);
  });

  const lists = {
    none: ['plain files of a fresh host', '# /etc/hosts.allow: nothing yet\n\n  # more\n', 'socket'],
    rule: ['a rule of TCP wrappers', '# comment\nsshd: 192.0.2.0/24', 'pipe'],
  } as const;
  for (const [title, text, expected] of Object.values(lists)) {
    it(`is ${expected === 'socket' ? 'there' : 'not there'} with ${title}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'keyturn-peer-'));
      try {
        const program = join(folder, 'sshd');
        await writeFile(program, '#!/bin/sh\nreadlink /proc/$$/fd/0\n', { mode: 0o755 });
        await writeFile(join(folder, 'daemon'), 'ssh -4\n');
        await writeFile(join(folder, 'hosts.allow'), text);
        const script = sshdScript(nonce, program, '/x', join(folder, 'daemon')).replaceAll(
          '/etc/hosts.',
          `${folder}/hosts.`,
        );
        const { stdout } = spawnSync('sh', ['-c', ': | sh -c "$0"', script], { timeout: 10_000 });
        assert.equal(/^(socket|pipe):/.exec(String(stdout))?.[1], expected);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
