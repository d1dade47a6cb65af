import assert from 'node:assert/strict';
import { parseOsRelease } from '../../../src/formats/os-release.ts';

describe('formats/os-release', () => {
  it('reads assignments as a shell would', () => {
    const fields = parseOsRelease(
      `# c\nID=debian\nNAME="Debian \\"GNU\\"/Linux"\n X='a b' \nbad line\nID_LIKE=\nVERSION_ID="12"\r\n`,
    );
    assert.deepEqual(Object.fromEntries(fields), {
      ID: 'debian',
      NAME: 'Debian "GNU"/Linux',
      X: 'a b',
      ID_LIKE: '',
      VERSION_ID: '12',
    });
  });
});
