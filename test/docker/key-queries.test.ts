// Lines of authorized_keys in every shape, on three releases: what sshd answers to a query, what OpenSSH's client sees when it logs in with the
// private key, and what the model says. Where a line is taken by one of them and not by another, something is wrong here.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../docker/engine.ts';
import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { judgedKeys } from '../../src/access/own-keys.ts';
import { keyFacts, keyView } from '../../src/access/key-view.ts';
import { askKeys } from '../../src/connection/ask-keys.ts';
import { connect, type SshConnection } from '../../src/connection/connect.ts';
import { HostKeyStore } from '../../src/connection/host-key-store.ts';
import type { AskedKey } from '../../src/connection/key-questions.ts';
import { loadPrivateKey } from '../../src/connection/private-key.ts';
import { accounts } from '../../src/facts/accounts.ts';
import { readFacts, gatherScript } from '../../src/run/phases/gather.ts';
import { newNonce } from '../../src/run/run-id.ts';
import { ssh } from '../support/openssh.ts';

/** What stands before a key, or in its place (`KEY` is the key), and whether sshd takes it; where releases differ, from which on it does. */
interface Line {
  readonly text: string;
  readonly taken: boolean | '12' | '13';
  readonly type?: 'rsa' | 'ecdsa' | 'sk';
  /** What the model says where that is another thing: that a key is no way in although sshd takes it. */
  readonly model?: 'no';
}

const lines: readonly Line[] = [
  { text: 'KEY', taken: true },
  { text: 'KEY', taken: true, type: 'rsa' },
  { text: 'KEY', taken: true, type: 'ecdsa' },
  { text: 'KEY', taken: true, type: 'sk' },
  { text: '\t KEY comment with blanks', taken: true },
  { text: '# KEY', taken: false },
  { text: 'restrict KEY', taken: true },
  { text: 'RESTRICT,Pty KEY', taken: true },
  { text: ',restrict,,pty, KEY', taken: true },
  { text: 'restrict, pty KEY', taken: false },
  { text: 'fooo KEY', taken: false },
  { text: 'restrict,fooo KEY', taken: false },
  { text: 'restrict="x" KEY', taken: false },
  { text: 'no-restrict KEY', taken: false },
  { text: 'no-touch-required KEY', taken: true },
  { text: 'verify-required KEY', taken: true },
  { text: 'command="id -un" KEY', taken: true },
  { text: 'command="id -un \\"a\\"" KEY', taken: true },
  { text: 'command=id KEY', taken: false },
  { text: 'command="id",command="id" KEY', taken: false },
  { text: 'command="id KEY', taken: false },
  { text: 'environment="A=1" KEY', taken: true },
  { text: 'permitopen="host:22",permitlisten="8080" KEY', taken: true },
  { text: 'principals="alice" KEY', taken: false },
  { text: 'cert-authority KEY', taken: false },
  { text: 'expiry-time="20200101" KEY', taken: false },
  { text: 'expiry-time="20990101" KEY', taken: true },
  { text: 'expiry-time="209901010000" KEY', taken: true },
  // The time zone came with 9.1.
  { text: 'expiry-time="20990101Z" KEY', taken: '12' },
  { text: 'expiry-time="soon" KEY', taken: false },
  { text: 'from="127.0.0.0/8,172.16.0.0/12" KEY', taken: true },
  { text: 'from="172.16.0.0/12,!172.16.0.0/12" KEY', taken: false },
  { text: 'from="192.0.2.1" KEY', taken: false },
  { text: 'from="*" KEY', taken: true },
  { text: `no-port-forwarding,command="echo 'log in as admin';exit 142" KEY`, taken: true, model: 'no' },
];

/** A line that says something of a key, as it stands in the file of line `index`. */
const withKey = (text: string, { type, base64 }: AskedKey): string => text.replace('KEY', `${type} ${base64}`);

describe('queries about public keys, real logins and the model', function () {
  this.timeout(300_000);
  let lab: Lab;
  let knownHosts: HostKeyStore;
  const lifelines = new Map<string, SshConnection>();
  const made: { readonly path: string; readonly key: AskedKey }[] = [];

  before(async () => {
    const releases = ['11', '12', '13'] as const;
    lab = await startLab(releases.map((release) => ({ name: `debian-${release}`, image: `debian-${release}` })));
    knownHosts = await HostKeyStore.load([lab.knownHosts]);
    // It would turn the client away after the logins that are to fail.
    const spare = 'echo PerSourcePenalties no >/etc/ssh/sshd_config.d/10-spare.conf; kill -HUP "$(cat /run/sshd.pid)"';
    assert.equal((await lab.host('debian-13').exec(['sh', '-c', spare])).code, 0);
    for (const host of lab.hosts) {
      const endpoint = { address: host.address, port: host.port, user: 'admin' };
      const own = [await loadPrivateKey(lab.keys.admin)];
      lifelines.set(host.name, await connect(endpoint, { keys: own, knownHosts }));
    }
    for (const [index, { type }] of lines.entries())
      made.push(await makeKey(join(lab.directory, `key-${index}`), type));
  });
  after(async () => {
    await Promise.all([...lifelines.values()].map((connection) => connection.close()));
    await lab.stop();
  });

  /** What the host's own sshd answers, with a configuration of its own, through the connection that stands. */
  function ask(host: LabHost, user: string, keys: readonly AskedKey[], config = '/etc/ssh/sshd_config', tries = 6) {
    const lifeline = lifelines.get(host.name);
    assert.ok(lifeline);
    const script = { text: 'exec /usr/sbin/sshd -i -f "$1"', args: [config], become: true, timeout: 15_000 };
    const endpoint = { address: host.address, port: host.port, user };
    return askKeys(endpoint, { keys, maxAuthTries: tries }, { knownHosts }, () => lifeline.open(script));
  }

  async function put(host: LabHost, path: string, text: string, owner = 'root', mode = '644'): Promise<void> {
    const script = 'mkdir -p "${1%/*}" && cat >"$1" && chown "$2" "$1" && chmod "$3" "$1"';
    const { code, stderr } = await host.exec(['sh', '-c', script, 'sh', path, owner, mode], text);
    assert.equal(code, 0, stderr);
  }

  for (const release of ['11', '12', '13'] as const) {
    it(`agree on every line on Debian ${release}`, async () => {
      const host = lab.host(`debian-${release}`);
      const texts = lines.map(({ text }, index) => withKey(text, made[index]?.key ?? { type: '', base64: '' }));
      await put(host, '/home/alice/.ssh/authorized_keys', `${texts.join('\n')}\n`, 'alice', '600');
      const answers = await ask(
        host,
        'alice',
        made.map(({ key }) => key),
      );
      const model = await modelOf(host);
      const wrong: string[] = [];
      let logins = 0;
      for (const [index, { text, taken, type, model: ours }] of lines.entries()) {
        const isTaken = typeof taken === 'boolean' ? taken : Number(release) >= Number(taken);
        const said = (who: string, seen: unknown, expected: unknown): void => {
          if (seen !== expected) wrong.push(`${text} (${type ?? 'ed25519'}): ${who} says ${String(seen)}`);
        };
        // A tunnel has no address, so that sshd takes no line that names some.
        const isBound = /from="[^*]/.test(text);
        said('sshd', answers[index], isTaken && !isBound ? 'accepted' : 'refused');
        said('the model', model.get(index + 1) ?? 'no', ours ?? (isTaken ? 'yes' : 'no'));
        if (type === 'sk') continue;
        logins += 1;
        const { code } = await ssh(lab, host, { account: 'alice', key: made[index]?.path ?? '' });
        said('the client', code !== 255, isTaken);
      }
      assert.deepEqual(wrong, []);
      assert.equal(logins, lines.length - 1);
    });
  }

  /** What the model says of each line of alice's file, from where this controller comes. */
  async function modelOf(host: LabHost): Promise<ReadonlyMap<number, string>> {
    const requests = keyFacts.map((fact) => ({ fact, params: [] }));
    const nonce = newNonce();
    const { stdout } = await host.exec(['sh', '-s'], gatherScript(requests, nonce));
    const facts = readFacts(requests, stdout, nonce);
    const alice = facts.get(accounts).accounts.find(({ name }) => name === 'alice');
    assert.ok(alice);
    const address = '172.17.0.1';
    const peer = { address, host: address, localAddress: undefined, localPort: 22, routingDomain: undefined };
    const rules = { ...keyView(facts).rulesFor('alice'), strict: true, peer, onlyCommands: false };
    const judged = alice.keyFiles.flatMap((file) => judgedKeys(alice, file, rules));
    return new Map(judged.map(({ place, taken }) => [Number(place.replace(/.*:/, '')), taken]));
  }

  describe('ask the key sources that sshd really has', () => {
    const main = (rest: string): string => `Include /etc/ssh/sshd_config\n${rest}\n`;
    const [ed, rsa] = [0, 1].map((index) => () => made[index]?.key ?? { type: '', base64: '' });
    const text = (key: (() => AskedKey) | undefined): string =>
      `${withKey('KEY', key?.() ?? { type: '', base64: '' })}\n`;
    const file = '/etc/ssh/ask.conf';

    for (const [what, config, prepare, expected, tries] of [
      [
        'where AuthorizedKeysFile is elsewhere',
        'AuthorizedKeysFile /etc/ssh/keys/%u',
        ['/etc/ssh/keys/bob'],
        'accepted refused',
      ],
      [
        'where it is in the home by its token',
        'AuthorizedKeysFile %h/.ssh/authorized_keys.user',
        ['/home/bob/.ssh/authorized_keys.user', 'bob'],
        'accepted refused',
      ],
      [
        'where there are no files',
        'AuthorizedKeysFile none',
        ['/home/bob/.ssh/authorized_keys', 'bob'],
        'refused refused',
      ],
      [
        'where a command tells the keys',
        'AuthorizedKeysCommand /bin/cat /etc/ssh/told\nAuthorizedKeysCommandUser nobody',
        ['/etc/ssh/told'],
        'accepted refused',
      ],
      [
        'where a key is revoked',
        'RevokedKeys /etc/ssh/revoked',
        ['/home/bob/.ssh/authorized_keys', 'bob'],
        'refused refused',
      ],
      ['where others can change the file', '', ['/home/bob/.ssh/authorized_keys', 'bob', '666'], 'refused refused'],
      [
        'where that does not matter',
        'StrictModes no',
        ['/home/bob/.ssh/authorized_keys', 'bob', '666'],
        'accepted refused',
      ],
      ['where its account cannot read it', '', ['/home/bob/.ssh/authorized_keys', 'root', '600'], 'refused refused'],
      [
        'where keys are switched off',
        'PubkeyAuthentication no',
        ['/home/bob/.ssh/authorized_keys', 'bob'],
        'refused refused',
      ],
      [
        'where the kind of key is not taken',
        'PubkeyAcceptedAlgorithms rsa-sha2-256',
        ['/home/bob/.ssh/authorized_keys', 'bob'],
        'refused refused',
      ],
      ['where the account is shut out', 'DenyUsers bob', ['/home/bob/.ssh/authorized_keys', 'bob'], 'refused refused'],
      [
        'where one failure is too many',
        'MaxAuthTries 1',
        ['/home/bob/.ssh/authorized_keys', 'bob'],
        'accepted refused',
        1,
      ],
    ] as const) {
      it(what, async () => {
        const host = lab.host('debian-12');
        const [path, owner = 'root', mode = '644'] = prepare;
        await host.exec(['sh', '-c', 'rm -rf /etc/ssh/keys /etc/ssh/told /home/bob/.ssh/authorized_keys*']);
        await put(host, '/etc/ssh/revoked', text(ed));
        await put(host, path, text(ed), owner, mode);
        // What comes first counts.
        await put(host, file, main('').replace(/^/, `${config}\n`));
        assert.equal(
          (
            await ask(
              host,
              'bob',
              [ed?.(), rsa?.()].flatMap((key) => key ?? []),
              file,
              tries,
            )
          ).join(' '),
          expected,
        );
      });
    }

    it('and nothing of the asking is left', async () => {
      const host = lab.host('debian-12');
      const { stdout } = await host.exec([
        'sh',
        '-c',
        'ls /var/lib/keyturn 2>/dev/null; pgrep -fc "[s]shd -i" || true',
      ]);
      assert.equal(stdout.trim(), '0');
    });
  });
});

async function makeKey(path: string, type?: Line['type']): Promise<{ path: string; key: AskedKey }> {
  if (type === 'sk') {
    const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const name = 'sk-ssh-ed25519@openssh.com';
    const blob = Buffer.concat([Buffer.from(name), randomBytes(32), Buffer.from('ssh:')].map(field));
    return { path, key: { type: name, base64: blob.toString('base64') } };
  }
  const { code, stderr } = await run('ssh-keygen', ['-q', '-t', type ?? 'ed25519', '-N', '', '-f', path]);
  assert.equal(code, 0, stderr);
  const [name = '', base64 = ''] = readFileSync(`${path}.pub`, 'utf8').split(' ');
  return { path, key: { type: name, base64 } };
}
