import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedNames, shippedText } from '../../../src/shipped/files.ts';

const root = join(import.meta.dirname, '../../..');

describe('shipped/files', () => {
  it('reads a file by its path in the package', async () => {
    assert.equal(await shippedText('host/stage.sh'), readFileSync(join(root, 'host/stage.sh'), 'utf8'));
    await assert.rejects(shippedText('host/none.sh'), { code: 'ENOENT' });
  });

  it('lists a folder in order', async () => {
    assert.deepEqual(await shippedNames('profiles'), readdirSync(join(root, 'profiles')).sort());
  });
});
