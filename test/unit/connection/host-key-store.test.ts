import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HostKeyStore } from '../../../src/connection/host-key-store.ts';
import type { PublicKey } from '../../../src/connection/public-key.ts';

const ed25519 = (base64: string): PublicKey => ({
  type: 'ssh-ed25519',
  base64,
  fingerprint: 'SHA256:x',
  rsaBits: undefined,
});
const isNew = (stored: { readonly exact: readonly unknown[] }): boolean => stored.exact.length === 0;

describe('known_hosts files', () => {
  let folder: string;
  let first: string;
  let second: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
    first = join(folder, 'ssh', 'known_hosts');
    second = join(folder, 'global');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const add = (store: HostKeyStore, name: string, base64: string) => store.add(name, 22, ed25519(base64), isNew);

  it('need not exist', async () => {
    const store = await HostKeyStore.load([first, second]);
    assert.deepEqual(store.find('web1', 22), { exact: [], withoutPort: [], malformed: [] });
  });

  it('are all looked into, in their order', async () => {
    await writeFile(second, 'web1 ssh-ed25519 AAAA\nweb? ssh-ed25519 BBBB\n');
    const other = join(folder, 'other');
    await writeFile(other, 'web1,web2 ssh-ed25519 CCCC\n');
    const store = await HostKeyStore.load([other, second]);
    assert.deepEqual(
      store.find('WEB1', 22).exact.map(({ file, line, key }) => [file, line, key]),
      [
        [other, 1, 'CCCC'],
        [second, 1, 'AAAA'],
        [second, 2, 'BBBB'],
      ],
    );
  });

  it('are asked for the name without the port where they do not know it with it', async () => {
    await writeFile(second, 'web1 ssh-ed25519 AAAA\n[web2]:2222 ssh-ed25519 BBBB\nweb2 ssh-ed25519 CCCC\n');
    const store = await HostKeyStore.load([second]);
    assert.deepEqual(store.find('web1', 2222).exact, []);
    assert.deepEqual(
      store.find('web1', 2222).withoutPort.map(({ key }) => key),
      ['AAAA'],
    );
    assert.deepEqual(
      store.find('web2', 2222).exact.map(({ key }) => key),
      ['BBBB'],
    );
    assert.deepEqual(store.find('web2', 2222).withoutPort, []);
    assert.deepEqual(store.find('web1', 22).withoutPort, []);
  });

  it('say which lines about a host cannot be read', async () => {
    await writeFile(second, 'web1 ssh-ed25519\nweb2 ssh-ed25519\n');
    const store = await HostKeyStore.load([second]);
    assert.deepEqual(store.find('web1', 22).malformed, [`${second}:1: the key is not base64`]);
  });

  it('that cannot be read are an error', async () => {
    await assert.rejects(HostKeyStore.load([folder]), /cannot read the known_hosts file/);
  });

  it('are made, for the operator only, where a key is added', async () => {
    const store = await HostKeyStore.load([first, second]);
    assert.deepEqual(await add(store, 'web1', 'AAAA'), { file: first, line: 1 });
    assert.equal(await readFile(first, 'utf8'), 'web1 ssh-ed25519 AAAA\n');
    assert.equal((await stat(first)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'ssh'))).mode & 0o777, 0o700);
    assert.equal(store.find('web1', 22).exact.length, 1);
  });

  it('keep what they had, even without a line end', async () => {
    await writeFile(second, '# mine\nweb0 ssh-ed25519 AAAA');
    const store = await HostKeyStore.load([second]);
    assert.deepEqual(await store.add('Web1', 2222, ed25519('BBBB'), isNew), { file: second, line: 3 });
    assert.deepEqual(await add(store, 'web2', 'CCCC'), { file: second, line: 4 });
    assert.equal(
      await readFile(second, 'utf8'),
      '# mine\nweb0 ssh-ed25519 AAAA\n[web1]:2222 ssh-ed25519 BBBB\nweb2 ssh-ed25519 CCCC\n',
    );
  });

  it('take the keys of many hosts at once, each once', async () => {
    const store = await HostKeyStore.load([first]);
    const names = Array.from({ length: 50 }, (_, index) => `web${index % 25}`);
    const added = await Promise.all(names.map((name) => add(store, name, 'AAAA')));
    assert.equal(added.filter((line) => line !== undefined).length, 25);
    const lines = (await readFile(first, 'utf8')).trimEnd().split('\n');
    assert.equal(new Set(lines).size, 25);
    assert.equal(lines.length, 25);
    for (const entry of added) if (entry) assert.match(lines[entry.line - 1] ?? '', /^web\d+ ssh-ed25519 AAAA$/);
  });

  it('are read again before a key is added, in case another process was first', async () => {
    await writeFile(second, '');
    const store = await HostKeyStore.load([second]);
    assert.equal(store.find('web1', 22).exact.length, 0);
    await writeFile(second, 'web1 ssh-ed25519 OTHER===\nweb1 ssh-ed25519 BBBB\n');
    assert.equal(await add(store, 'web1', 'AAAA'), undefined);
    assert.equal(store.find('web1', 22).exact.length, 1);
  });

  it('take the next key after one that was refused', async () => {
    const store = await HostKeyStore.load([first]);
    await assert.rejects(
      store.add('web1', 22, ed25519('AAAA'), () => {
        throw new Error('refused');
      }),
      /refused/,
    );
    assert.deepEqual(await add(store, 'web2', 'AAAA'), { file: first, line: 1 });
  });

  it('that cannot be written to are an error', async () => {
    // Not even root makes files in /proc.
    await assert.rejects(
      add(await HostKeyStore.load(['/proc/known_hosts']), 'web1', 'AAAA'),
      /cannot add a host key to/,
    );
  });

  it('below something that is no directory are an error', async () => {
    await writeFile(second, '');
    const store = await HostKeyStore.load([first]);
    await writeFile(join(folder, 'ssh'), '');
    await assert.rejects(add(store, 'web1', 'AAAA'), /ENOTDIR|EEXIST/);
  });
});
