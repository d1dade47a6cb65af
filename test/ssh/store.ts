// Host keys for a test.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HostKeyStore } from '../../src/connection/host-key-store.ts';

/** A store that knows what a known_hosts text says; its file is gone. */
export async function storeOf(text: string): Promise<HostKeyStore> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
  try {
    const file = join(folder, 'known_hosts');
    await writeFile(file, text);
    return await HostKeyStore.load([file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
