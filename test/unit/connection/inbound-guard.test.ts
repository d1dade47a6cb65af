import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';

import type { ConnectionError } from '../../../src/connection/connection.ts';
import { guardInbound, maximumBeforeLogin } from '../../../src/connection/inbound-guard.ts';

function guarded(): {
  readonly stream: Duplex;
  readonly seen: string[];
  readonly refused: ConnectionError[];
  readonly release: () => void;
} {
  const stream = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const seen: string[] = [];
  const refused: ConnectionError[] = [];
  const { release } = guardInbound(stream, (error) => refused.push(error));
  stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
  return { stream, seen, refused, release };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what a host sends before the login', () => {
  it('is held back until the identification line is complete', async () => {
    const { stream, seen, refused } = guarded();
    for (const piece of ['hello\r\nSS', 'H-2.0-Open', 'SSH_9.2 Debian', '\r\nmore']) stream.push(Buffer.from(piece));
    stream.push(Buffer.from('rest'));
    await turn();
    assert.deepEqual(seen, ['hello\r\nSSH-2.0-OpenSSH_9.2 Debian\r\nmore', 'rest']);
    assert.deepEqual(refused, []);
  });

  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['an old protocol', 'SSH-1.5-old\r\n', /does not speak SSH 2/],
    ['no software version', 'SSH-2.0-\r\n', /names no software version/],
    ['a blank software version', 'SSH-2.0- comment\r\n', /names no software version/],
    ['no protocol', 'SSH-2.0\r\n', /does not speak SSH 2/],
    ['an endless greeting', 'hello\n'.repeat(20_000), /does not identify itself/],
    ['an endless line', 'x'.repeat(100_000), /does not identify itself/],
  ];
  for (const [title, text, message] of refusals) {
    it(`is refused for ${title}`, async () => {
      const { stream, seen, refused } = guarded();
      stream.push(Buffer.from(text));
      stream.push(Buffer.from('more'));
      await turn();
      assert.equal(refused.length, 1);
      assert.match(refused[0]?.message ?? '', message);
      assert.deepEqual(seen, []);
    });
  }

  it('may identify itself as both old and new', async () => {
    const { stream, seen } = guarded();
    stream.push(Buffer.from('SSH-1.99-x\n'));
    await turn();
    assert.deepEqual(seen, ['SSH-1.99-x\n']);
  });

  it('is limited, and no longer once the login is over', async () => {
    const { stream, seen, refused, release } = guarded();
    stream.push(Buffer.from('SSH-2.0-x\r\n'));
    stream.push(Buffer.alloc(maximumBeforeLogin - 11, 'x'));
    assert.deepEqual(refused, []);
    release();
    stream.push(Buffer.alloc(maximumBeforeLogin));
    assert.deepEqual(refused, []);
    await turn();
    assert.equal(seen.join('').length, 2 * maximumBeforeLogin);

    const second = guarded();
    second.stream.push(Buffer.from('SSH-2.0-x\r\n'));
    second.stream.push(Buffer.alloc(maximumBeforeLogin));
    assert.match(second.refused[0]?.message ?? '', /more than 256 KiB before the login/);
    second.release();
    second.stream.push(Buffer.from('more'));
    await turn();
    assert.equal(second.seen.join('').length, 11);
  });

  it('passes on what came before an early end', async () => {
    const { stream, seen, refused } = guarded();
    stream.push(Buffer.from('Too many connections'));
    stream.push(null);
    await turn();
    assert.deepEqual(seen, ['Too many connections']);
    assert.deepEqual(refused, []);
  });
});
