import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CodeSource } from '../../src/connection/authentication.ts';
import { connect } from '../../src/connection/connect.ts';
import { ConnectionError } from '../../src/connection/connection.ts';
import type { Evidence } from '../../src/connection/evidence.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey, parsePrivateKey } from '../../src/connection/private-key.ts';
import { Secret } from '../../src/shell/secret.ts';
import { keyPair, sendGoodbye } from '../support/ssh-server.ts';
import { storeOf } from './store.ts';
import { closeAll, connectTo, key, noQuestion, partial, rightCode, see, serve } from './visits.ts';

const wrongCode: CodeSource = () => Promise.resolve(new Secret('000000'));
const success = { methodsLeft: [], partialSuccess: false };

describe('login', () => {
  afterEach(closeAll);

  describe('evidence', () => {
    it('is accepted with a key alone where that is enough', async () => {
      assert.deepEqual(await see(await serve(), 'plain', { key }), {
        account: 'plain',
        steps: [{ tried: 'publickey', ...success }],
        prompts: [],
        outcome: 'accepted',
        detail: 'the host let us in',
      });
    });

    it('is refused with a key alone where that is only a partial success, and the host is not asked for its prompt', async () => {
      const server = await serve();
      const evidence = await see(server, 'both', { key });
      assert.equal(evidence.outcome, 'refused');
      assert.deepEqual(evidence.steps, [partial]);
      assert.match(evidence.detail, /accepts the key but asks for a second factor/);
      assert.deepEqual(server.attempts, ['both publickey']);
    });

    it('is accepted with key and code, and shows the prompt', async () => {
      const evidence = await see(await serve(), 'both', { key, code: rightCode });
      assert.equal(evidence.outcome, 'accepted');
      assert.deepEqual(evidence.steps, [partial, { tried: 'keyboard-interactive', ...success }]);
      assert.deepEqual(evidence.prompts, ['Verification code: ']);
    });

    it('is refused with a wrong code, which is given once', async () => {
      const server = await serve();
      const evidence = await see(server, 'both', { key, code: wrongCode });
      assert.equal(evidence.outcome, 'refused');
      assert.deepEqual(
        evidence.steps.map(({ tried }) => tried),
        ['publickey', 'keyboard-interactive'],
      );
      assert.match(evidence.detail, /refused the code for both/);
      assert.deepEqual(server.attempts, ['both publickey', 'both keyboard-interactive']);
    });

    it('is refused with a key that the host does not know, and no code is asked for', async () => {
      const evidence = await see(await serve(), 'both', { key: generatePrivateKey('other'), code: noQuestion });
      assert.equal(evidence.outcome, 'refused');
      assert.deepEqual(evidence.steps, [{ tried: 'publickey', methodsLeft: ['publickey'], partialSuccess: false }]);
    });

    it('is refused without any factor, and tells the methods', async () => {
      const server = await serve();
      const evidence = await see(server, 'plain', {});
      assert.deepEqual(evidence.steps, [{ tried: 'none', methodsLeft: ['publickey'], partialSuccess: false }]);
      assert.equal(evidence.outcome, 'refused');
    });

    it('is accepted without any factor where the host lets anybody in', async () => {
      const server = await serve({
        onAuthentication: (context) => {
          context.accept();
          return true;
        },
      });
      const evidence = await see(server, 'plain', {});
      assert.deepEqual([evidence.outcome, evidence.steps], ['accepted', [{ tried: 'none', ...success }]]);
    });

    it('is that of a code alone where there is no key', async () => {
      const server = await serve({
        onAuthentication: (context) => {
          if (context.method !== 'none') return false;
          context.reject(['keyboard-interactive']);
          return true;
        },
      });
      const evidence = await see(server, 'both', { code: rightCode });
      assert.deepEqual(
        [evidence.outcome, evidence.steps.map(({ tried }) => tried)],
        ['accepted', ['none', 'keyboard-interactive']],
      );
    });

    const goodbyes: readonly (readonly [string, Evidence['outcome']])[] = [
      ['Too many authentication failures', 'refused'],
      ['Too many authentication failures for plain', 'refused'],
      ['Out of memory', 'unknown'],
      ['', 'unknown'],
    ];
    for (const [words, outcome] of goodbyes) {
      it(`is ${outcome} where the host says goodbye with ${JSON.stringify(words)}`, async () => {
        const server = await serve({
          onAuthentication: (_context, connection) => {
            sendGoodbye(connection, 2, words);
            return true;
          },
        });
        const evidence = await see(server, 'plain', { key });
        assert.equal(evidence.outcome, outcome);
        assert.ok(evidence.detail.startsWith(`the host ended the connection: ${words}`), evidence.detail);
      });
    }

    it('is unknown where the host hangs up in between', async () => {
      const server = await serve({
        onAuthentication: (_context, connection) => {
          connection.end();
          return true;
        },
      });
      assert.equal((await see(server, 'plain', { key })).outcome, 'unknown');
    });

    it('is unknown where nothing listens', async () => {
      const server = await serve();
      await server.close();
      const evidence = await see(server, 'plain', { key });
      assert.equal(evidence.outcome, 'unknown');
      assert.match(evidence.detail, /connection refused/);
    });

    it('is unknown where there is no code, and why', async () => {
      const server = await serve();
      const none = await see(server, 'both', { key, code: () => Promise.resolve(undefined) });
      assert.deepEqual([none.outcome, none.detail], ['unknown', 'there is no code for both']);
      const failing = await see(server, 'both', { key, code: () => Promise.reject(new Error('the vault is locked')) });
      assert.deepEqual(
        [failing.outcome, failing.detail],
        ['unknown', 'there is no code for both: the vault is locked'],
      );
      assert.deepEqual(failing.steps, [partial]);
    });

    it('keeps names of methods within bounds', async () => {
      const methods = ['x'.repeat(1000), ...Array.from({ length: 100 }, (_, index) => `method${index}`)];
      const server = await serve({
        onAuthentication: (context) => {
          context.reject(methods as never, false);
          return true;
        },
      });
      const { steps } = await see(server, 'plain', { key });
      assert.equal(steps[0]?.methodsLeft.length, 16);
      assert.equal(steps[0].methodsLeft[0]?.length, 64);
    });
  });

  describe('keys', () => {
    it('are tried in their order until one is accepted', async () => {
      const server = await serve();
      const { info } = await connectTo(server, 'plain', [generatePrivateKey('first'), key, generatePrivateKey('last')]);
      assert.deepEqual(
        info.evidence.steps.map(({ tried, methodsLeft }) => [tried, methodsLeft.length]),
        [
          ['publickey', 1],
          ['publickey', 0],
        ],
      );
    });

    it('are not tried any more once one is a partial success', async () => {
      const server = await serve();
      const others = Array.from({ length: 6 }, (_, index) => generatePrivateKey(`other ${index}`));
      const { info } = await connectTo(server, 'both', [key, ...others], rightCode);
      assert.deepEqual(server.attempts, ['both publickey', 'both keyboard-interactive']);
      assert.equal(info.evidence.outcome, 'accepted');
    });

    for (const [type, bits] of [['ed25519'], ['ecdsa', 256], ['ecdsa', 384], ['ecdsa', 521], ['rsa', 2048]] as const) {
      it(`may be of ${type} ${bits ?? ''}`, async () => {
        const pair = keyPair(type, bits);
        const hashes: (string | undefined)[] = [];
        const server = await serve({
          accounts: { plain: { key: pair.public } },
          onAuthentication: (context) => {
            if (context.method === 'publickey' && context.signature) hashes.push(context.hashAlgo);
            return false;
          },
        });
        await connectTo(server, 'plain', [parsePrivateKey(pair.private, 'test')]);
        if (type === 'rsa') assert.deepEqual(hashes, ['sha256']);
      });
    }

    it('of RSA give no signature to a host that wants SHA-1', async () => {
      const pair = keyPair('rsa');
      const server = await serve({
        accounts: { plain: { key: pair.public } },
        onConnection: announceNoAlgorithms,
      });
      const evidence = await see(server, 'plain', { key: parsePrivateKey(pair.private, 'test') });
      assert.equal(evidence.outcome, 'unknown');
      assert.match(evidence.detail, /the host accepts RSA keys only with SHA-1 signatures/);
      assert.deepEqual(server.attempts, []);
    });

    it('are needed', async () => {
      const server = await serve();
      await assert.rejects(connectTo(server, 'plain', []), /no private key/);
      assert.equal(server.connections(), 0);
    });

    it('of an agent are never used', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
      let asked = 0;
      const agent = createServer(() => asked++).listen(join(folder, 'agent'));
      const previous = process.env['SSH_AUTH_SOCK'];
      process.env['SSH_AUTH_SOCK'] = join(folder, 'agent');
      try {
        const server = await serve();
        await connectTo(server, 'plain', [generatePrivateKey('other'), key]);
        assert.equal(asked, 0);
      } finally {
        if (previous === undefined) delete process.env['SSH_AUTH_SOCK'];
        else process.env['SSH_AUTH_SOCK'] = previous;
        agent.close();
        await rm(folder, { recursive: true });
      }
    });
  });

  describe('connect', () => {
    it('fails in the stage of authentication, with the reason', async () => {
      const server = await serve();
      await assert.rejects(connectTo(server, 'both', [key]), (error) => {
        assert.ok(error instanceof ConnectionError);
        assert.deepEqual(
          [error.stage, error.message],
          ['auth', 'the host accepts the key but asks for a second factor (keyboard-interactive)'],
        );
        return true;
      });
    });

    it('may be interrupted at any time, also while a code is asked for', async () => {
      const server = await serve();
      const knownHosts = await storeOf(server.knownHosts);
      const stop = new AbortController();
      const reason = new Error('interrupted');
      const answerCode: CodeSource = () => {
        stop.abort(reason);
        return new Promise(() => undefined);
      };
      const settings = { keys: [key], knownHosts, signal: stop.signal };
      await assert.rejects(connect(server.endpoint('both'), { ...settings, answerCode }), reason);
      await assert.rejects(connect(server.endpoint('both'), { ...settings, answerCode }), reason);
      await assert.rejects(login(server.endpoint('plain'), { key }, settings), reason);
    });
  });
});

/** Keeps a server from saying which signatures it takes (RFC 8308 §3.1), as old ones do. */
function announceNoAlgorithms(connection: unknown): void {
  const { _protocol: protocol } = connection as { _protocol: { _kex: unknown } };
  let exchange: unknown;
  Object.defineProperty(protocol, '_kex', {
    get: () => exchange,
    set: (value: unknown) => {
      exchange = value;
      if (value) Object.defineProperty(value, 'remoteExtInfoEnabled', { get: () => false, set: () => undefined });
    },
  });
}
