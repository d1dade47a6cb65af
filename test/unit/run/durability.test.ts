// What must survive a power cut is on the disk before anybody builds upon it: fsyncs as they are made, and their order.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDurably } from '../../../src/enrolment/durable-file.ts';
import { initVault } from '../../../src/enrolment/init-vault.ts';
import { openJournal } from '../../../src/run/journal/folder.ts';
import { recorded } from '../../support/disk-record.ts';

describe('what a power cut must not take', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-durable-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is synced under another name before it gets its own, and the folder after that', async () => {
    const done = await recorded(folder, async ({ done }) => {
      await createDurably(join(folder, 'alice'), Buffer.from('secret'));
      done.push('told');
    });
    const temporary = '.alice.tmp';
    assert.deepEqual(done, [
      ...[`write ${temporary}`, `sync ${temporary}`, `link ${temporary} alice`, `unlink ${temporary}`],
      ...['sync .', 'told'],
    ]);
  });

  it('is every file of a new vault', async () => {
    const done = await recorded(folder, async () => {
      await initVault(join(folder, 'vault'), join(folder, 'identity'), new Date(0));
    });
    const named = done.filter((one) => one.startsWith('link '));
    assert.ok(named.length >= 2, done.join('\n'));
    for (const one of named) {
      const [, temporary = '', path = ''] = one.split(' ');
      const at = done.indexOf(one);
      assert.ok(done.lastIndexOf(`sync ${temporary}`, at) > done.lastIndexOf(`write ${temporary}`, at), one);
      const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
      assert.ok(done.indexOf(`sync ${parent}`, at) > at, `the folder of ${path}: ${done.join('\n')}`);
    }
  });

  it('is every record that a journal says it has, and the name of the journal', async () => {
    const done = await recorded(folder, async ({ done }) => {
      const asked = { type: 'asked', run: 'run', args: [] } as unknown as Parameters<typeof openJournal>[1];
      const journal = await openJournal(folder, asked, () => 0);
      done.push('opened');
      const step = { type: 'intent', run: 'run', host: 'web' } as const;
      await journal.intend({ ...step, step: 'stage', nonce: 'f', revertsAt: 1 });
      done.push('may stage');
      await Promise.all((['web', 'db'] as const).map((host) => journal.intend({ ...step, host, step: 'apply' })));
      done.push('may apply');
      await journal.close();
    });
    const [write, sync] = ['write run.ndjson', 'sync run.ndjson'];
    assert.deepEqual(done, [
      ...[write, sync, 'sync .', 'opened'],
      ...[write, sync, 'may stage'],
      // Two that come together share one.
      ...[write, sync, 'may apply'],
      ...[write, sync],
    ]);
  });
});
