import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ServerChannel } from 'ssh2';

import { connect, type ConnectOptions, type SshConnection } from '../../src/connection/connect.ts';
import { ConnectionError, type ConnectionStage, type Script } from '../../src/connection/connection.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { Secret } from '../../src/shell/secret.ts';
import { startSshServer, type TestServer, type TestServerOptions } from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const key = generatePrivateKey('test');
const script = (text: string, over: Partial<Script> = {}): Script => ({
  text,
  become: false,
  timeout: 10_000,
  ...over,
});

describe('script over a connection', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  async function serve(options: TestServerOptions = {}): Promise<TestServer> {
    const account = { key: key.publicLine };
    const server = await startSshServer({ accounts: { admin: account, root: account }, ...options });
    open.push(server);
    return server;
  }

  async function connectTo(
    server: TestServer,
    user = 'admin',
    options: Partial<ConnectOptions> = {},
  ): Promise<SshConnection> {
    const knownHosts = await storeOf(server.knownHosts);
    const connection = await connect(server.endpoint(user), { keys: [key], knownHosts, ...options });
    open.push(connection);
    return connection;
  }

  async function fails(attempt: Promise<unknown>, stage: ConnectionStage, message: RegExp): Promise<ConnectionError> {
    const error: unknown = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ConnectionError, String(error));
    assert.match(error.message, message);
    assert.equal(error.stage, stage);
    return error;
  }

  it('is completed where it ends with status 0, and says what it printed', async () => {
    const connection = await connectTo(await serve());
    assert.deepEqual(await connection.runScript(script('echo "$1"; echo no >&2; cat', { args: ["it's"] })), {
      completed: true,
      code: 0,
      signal: undefined,
      stdout: "it's\n",
      stderr: 'no\n',
    });
  });

  it('is not completed where it ends with another status, or by a signal', async () => {
    const connection = await connectTo(await serve());
    const failed = await connection.runScript(script('echo a; exit 3'));
    assert.deepEqual([failed.completed, failed.code, failed.stdout], [false, 3, 'a\n']);
    const killed = await connection.runScript(script('kill -9 $$; sleep 1'));
    assert.deepEqual([killed.completed, killed.code, killed.signal], [false, undefined, 'SIGKILL']);
  });

  it('gets its arguments, and nothing of them is on a command line', async () => {
    const server = await serve();
    const connection = await connectTo(server);
    const secret = new Secret('first\n\xe9\n'.repeat(50_000));
    const { completed, stdout } = await connection.runScript(
      script('printf %s "$2" | wc -c; echo "$1"', { args: ['an argument', secret] }),
    );
    assert.ok(completed);
    assert.deepEqual(
      stdout.split('\n').map((line) => line.trim()),
      [String(Buffer.byteLength(secret.reveal())), 'an argument', ''],
    );
    assert.doesNotMatch(server.commands.join('\n'), /first|an argument|wc/);
  });

  it('may run beside others', async () => {
    const connection = await connectTo(await serve());
    const results = await Promise.all(
      [1, 2, 3, 4, 5].map((number) => connection.runScript(script(`sleep 0.1; echo ${number}`))),
    );
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      ['1\n', '2\n', '3\n', '4\n', '5\n'],
    );
  });

  describe('is not completed', () => {
    const ends: readonly (readonly [string, (channel: ServerChannel, nonce: string) => void, number | undefined])[] = [
      [
        'where the host says status 0 but the end is missing',
        (channel) => {
          finish(channel, 0);
        },
        0,
      ],
      [
        'where the end came but no status',
        (channel, nonce) => {
          finish(channel, undefined, whole(nonce));
        },
        undefined,
      ],
      [
        'where the end came but another status',
        (channel, nonce) => {
          finish(channel, 1, whole(nonce));
        },
        1,
      ],
      [
        'where something came after the end',
        (channel, nonce) => {
          finish(channel, 0, `${whole(nonce)}late`);
        },
        0,
      ],
      [
        'where the end is that of another exec',
        (channel, nonce) => {
          finish(channel, 0, whole(nonce).replace(/\w{32} end/, `${'0'.repeat(32)} end`));
        },
        0,
      ],
      [
        'where the beginning is missing',
        (channel, nonce) => {
          finish(channel, 0, `\n${nonce} end\n`);
        },
        0,
      ],
      [
        'where the output stops in the middle of the end',
        (channel, nonce) => {
          finish(channel, 0, whole(nonce).slice(0, -3));
        },
        0,
      ],
      ['where the host ends it by a signal', (channel) => (channel.exit('KILL', false, ''), channel.end()), undefined],
      [
        'where the channel just closes',
        (channel) => {
          channel.close();
        },
        undefined,
      ],
    ];
    for (const [title, end, code] of ends) {
      it(title, async () => {
        const server = await serve({
          onExec: (_command, channel) =>
            void nonceOf(channel).then((nonce) => {
              end(channel, nonce);
            }),
        });
        const result = await (await connectTo(server)).runScript(script('true'));
        assert.deepEqual([result.completed, result.code], [false, code]);
      });
    }

    it('and is completed with all of it, to be sure of this test', async () => {
      const server = await serve({
        onExec: (_command, channel) =>
          void nonceOf(channel).then((nonce) => {
            finish(channel, 0, whole(nonce));
          }),
      });
      assert.ok((await (await connectTo(server)).runScript(script('true'))).completed);
    });
  });

  describe('has limits', () => {
    it('of output: what is within them arrives, on both streams at once', async () => {
      const connection = await connectTo(await serve());
      const { completed, stdout, stderr } = await connection.runScript(
        script('head -c 1000000 /dev/zero >&2 & head -c 1000000 /dev/zero; wait'),
      );
      assert.ok(completed);
      assert.deepEqual([stdout.length, stderr.length], [1_000_000, 1_000_000]);
    });

    it('of output: a large standard error does not stall', async () => {
      const connection = await connectTo(await serve(), 'admin', { outputLimit: 16 * 1024 * 1024 });
      const { completed, stderr } = await connection.runScript(script('head -c 6400000 /dev/zero >&2'));
      assert.ok(completed);
      assert.equal(stderr.length, 6_400_000);
    });

    for (const stream of ['1', '2']) {
      it(`of output: more on stream ${stream} ends the connection`, async () => {
        const connection = await connectTo(await serve(), 'admin', { outputLimit: 100_000 });
        await fails(
          connection.runScript(script(`cat /dev/zero >&${stream}`)),
          'transfer',
          /printed more than 100000 bytes/,
        );
        await fails(connection.runScript(script(':')), 'transfer', /printed more/);
      });
    }

    it('of output: a host that ignores flow control is cut off before it fills the memory', async () => {
      const server = await serve({
        onExec: (_command, channel) => {
          (channel as unknown as { outgoing: { window: number } }).outgoing.window = 1e12;
          const chunk = Buffer.alloc(1024 * 1024);
          channel.on('error', () => undefined);
          const flood = setInterval(() => channel.write(chunk), 1);
          channel.on('close', () => {
            clearInterval(flood);
          });
        },
      });
      const connection = await connectTo(server);
      await fails(connection.runScript(script(':')), 'transfer', /printed more than 1048576 bytes/);
    });

    it('of time, and the connection lives on for putting things right', async () => {
      const connection = await connectTo(await serve());
      const start = performance.now();
      await fails(
        connection.runScript(script('echo a; sleep 5', { timeout: 200 })),
        'transfer',
        /took longer than 0\.2 s/,
      );
      assert.ok(performance.now() - start < 3_000);
      assert.equal((await connection.runScript(script('echo b'))).stdout, 'b\n');
    });

    it('of time, also where the host prints on and on', async () => {
      const connection = await connectTo(await serve());
      await fails(
        connection.runScript(script('while sleep 0.05; do echo a; done', { timeout: 300 })),
        'transfer',
        /took longer/,
      );
      assert.equal((await connection.runScript(script('echo b'))).stdout, 'b\n');
    });

    it('of patience: it may be interrupted, and the connection lives on', async () => {
      const connection = await connectTo(await serve());
      const reason = new Error('interrupted');
      const stop = new AbortController();
      const running = connection.runScript(script('sleep 5'), stop.signal);
      setTimeout(() => {
        stop.abort(reason);
      }, 100);
      await assert.rejects(running, reason);
      await assert.rejects(connection.runScript(script('true'), stop.signal), reason);
      assert.equal((await connection.runScript(script('echo b'))).stdout, 'b\n');
    });

    it('of trust: a host that runs nothing says so', async () => {
      const server = await serve({
        onConnection: (connection) => {
          connection.on('ready', () => {
            connection.removeAllListeners('session');
            connection.on('session', (_accept, reject) => {
              reject();
            });
          });
        },
      });
      await fails((await connectTo(server)).runScript(script('true')), 'channel', /the host runs no command/);
    });

    it('of trust: a login shell that lets nobody in is no success', async () => {
      const server = await serve({
        onExec: (_command, channel) => {
          channel.write('This account is currently not available.\n');
          channel.exit(1);
          channel.end();
        },
      });
      const result = await (await connectTo(server)).runScript(script('true'));
      assert.deepEqual([result.completed, result.stdout], [false, 'This account is currently not available.\n']);
    });
  });

  it('is not disturbed by a login shell that prints', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
    try {
      const shell = join(folder, 'shell');
      await writeFile(shell, '#!/bin/sh\nprintf "Welcome to $HOME!"\nexec /bin/sh "$@"\n', { mode: 0o755 });
      const connection = await connectTo(await serve({ shell }));
      assert.equal((await connection.runScript(script('echo a'))).stdout, 'a\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe('as root', () => {
    let folder: string;
    const path = process.env['PATH'] ?? '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
    });
    after(() => rm(folder, { recursive: true }));
    afterEach(() => {
      process.env['PATH'] = path;
    });

    /** Puts a sudo on the host that does what the test says. */
    async function withSudo(text: string): Promise<void> {
      await writeFile(join(folder, 'sudo'), `#!/bin/sh\n${text}\n`);
      await chmod(join(folder, 'sudo'), 0o755);
      process.env['PATH'] = `${folder}${delimiter}${path}`;
    }

    it('needs no sudo where the account is root', async () => {
      await withSudo('exit 9');
      const server = await serve();
      const connection = await connectTo(server, 'root');
      assert.ok((await connection.runScript(script('true', { become: true }))).completed);
      assert.doesNotMatch(server.commands.join(), /sudo/);
    });

    it('is run by sudo', async () => {
      await withSudo('[ "$1 $2" = "-n --" ] || exit 9; shift 2; BECAME=root exec "$@"');
      const connection = await connectTo(await serve());
      const plain = await connection.runScript(script('echo "$BECAME $1"', { become: true, args: ['a b'] }));
      assert.deepEqual([plain.completed, plain.stdout], [true, 'root a b\n']);
      const not = await connection.runScript(script('echo "$BECAME"'));
      assert.equal(not.stdout, '\n');
    });

    it('is not run where sudo wants a password', async () => {
      await withSudo('echo "sudo: a password is required" >&2; exit 1');
      const connection = await connectTo(await serve());
      const attempt = connection.runScript(script('true', { become: true }));
      const error = await fails(attempt, 'become', /sudo asks for a password/);
      assert.match(error.help ?? '', /NOPASSWD is needed for now/);
      await fails(connection.open(script('cat', { become: true })), 'become', /sudo asks for a password/);
    });

    it('is not blamed on sudo where the script itself fails', async () => {
      await withSudo('shift 2; exec "$@"');
      const connection = await connectTo(await serve());
      const result = await connection.runScript(
        script('echo "sudo: a password is required" >&2; exit 1', { become: true }),
      );
      assert.deepEqual([result.completed, result.code], [false, 1]);
    });

    it('is not run where there is no sudo', async () => {
      process.env['PATH'] = folder;
      await rm(join(folder, 'sudo'), { force: true });
      const server = await serve({
        onExec: (_command, channel) => {
          channel.stderr.write("env: 'sudo': No such file or directory\n");
          channel.exit(127);
          channel.end();
        },
      });
      process.env['PATH'] = path;
      const attempt = (await connectTo(server)).runScript(script('true', { become: true }));
      await fails(attempt, 'become', /there is no sudo on this host/);
    });
  });

  it('that is open hands out its streams', async () => {
    const connection = await connectTo(await serve());
    const stream = await connection.open(script('echo "$1"; exec tr a-z A-Z', { args: ['ready'] }));
    const received: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => received.push(chunk));
    stream.write('hello ');
    await sleep(20);
    stream.end('world');
    await new Promise((resolve) => stream.once('close', resolve));
    assert.equal(Buffer.concat(received).toString(), 'ready\nHELLO WORLD');
  });

  it('that is open has started, or fails', async () => {
    const silent = await serve({ onExec: () => undefined });
    const stuck = await connectTo(silent);
    await fails(stuck.open(script('cat', { timeout: 200 })), 'channel', /did not start within 0\.2 s/);
    const broken = await serve({ onExec: (_command, channel) => (channel.exit(1), channel.end()) });
    await fails((await connectTo(broken)).open(script('cat')), 'channel', /ended before it started/);
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const opening = stuck.open(script('cat'), stop.signal);
    setTimeout(() => {
      stop.abort(reason);
    }, 50);
    await assert.rejects(opening, reason);
  });
});

/** Reads the nonce out of the script that the client sends. */
function nonceOf(channel: ServerChannel): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    channel.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      const [, nonce] = /begin\\n' ([0-9a-f]{32})/.exec(received) ?? [];
      if (nonce !== undefined) resolve(nonce);
    });
  });
}

function whole(nonce: string): string {
  return `\n${nonce} begin\noutput\n\n${nonce} end\n`;
}

function finish(channel: ServerChannel, code: number | undefined, text = ''): void {
  channel.write(text);
  if (code !== undefined) channel.exit(code);
  channel.end();
}
