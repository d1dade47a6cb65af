// Whether sshd takes keys: who can change what leads to them, and whether their account can read them.
import assert from 'node:assert/strict';
import { keyFileTrust } from '../../../src/access/key-files.ts';
import type { KeyFile, KeyPath } from '../../../src/facts/probe/key-files.ts';
import { personOf } from './pam-service.ts';

const own = { uid: 1001, gid: 1001 } as const;

/** Mode, then owner and group where they are not alice's. */
type Node = readonly [mode: number, uid?: number, gid?: number];
const cases: readonly (readonly [taken: string, why: RegExp, file: Node, folder?: Node, strict?: boolean])[] = [
  ['yes', /^$/, [0o600]],
  ['yes', /^$/, [0o644, 0, 0], [0o755, 0, 0]],
  ['yes', /^$/, [0o640, 0, own.gid]],
  ['no', /^\/home\/alice\/\.ssh\/authorized_keys is not for the account to read \(mode 600, uid 0\)$/, [0o600, 0, 0]],
  ['no', /not for the account to read/, [0o200]],
  ['no', /not for the account to enter/, [0o600], [0o700, 0, 0]],
  ['perhaps', /is for the group 50 to read, or for all others/, [0o640, 0, 50]],
  ['yes', /^$/, [0o644, 0, 50]],
  ['no', /belongs to uid 1002/, [0o644, 1002, 1002]],
  ['yes', /^$/, [0o644, 1002, 1002], [0o755], false],
  ['no', /^\/home\/alice\/\.ssh can be changed by everybody/, [0o600], [0o777]],
  ['yes', /^$/, [0o600], [0o777], false],
  ['perhaps', /can be changed by the group 1001/, [0o660]],
  ['no', /can be changed by everybody/, [0o660], [0o777]],
];

function fileOf(paths: readonly KeyPath[]): KeyFile {
  const path = '/home/alice/.ssh/authorized_keys';
  return { place: '.ssh/authorized_keys', path, paths, regular: true, complete: true, lines: [] };
}

describe('access/key-files', () => {
  for (const [taken, why, file, folder, strict = true] of cases) {
    const folderNode: Node = folder ?? [0o700];
    const told = [file, folderNode].map(([mode, uid]) => `${mode.toString(8)}${uid === undefined ? '' : ` of ${uid}`}`);
    it(`${told.join(' in ')}${strict ? '' : ', not strict'}: ${taken}`, () => {
      const path = ([mode, uid = own.uid, gid = own.gid]: Node, place: string): KeyPath => ({
        path: place,
        mode,
        uid,
        gid,
      });
      const paths = [path(file, '/home/alice/.ssh/authorized_keys'), path(folderNode, '/home/alice/.ssh')];
      const trust = keyFileTrust(personOf().account, fileOf(paths), strict);
      assert.equal(trust.taken, taken);
      assert.match(trust.why, why);
    });
  }

  it('lets root read what is nobody’s', () => {
    const { account } = personOf({ uid: 0, gid: 0 });
    const paths = [{ path: '/root/.ssh/authorized_keys', mode: 0, uid: 0, gid: 0 }];
    assert.equal(keyFileTrust(account, fileOf(paths), true).taken, 'yes');
  });

  it('cannot tell where nothing was seen', () => {
    const trust = keyFileTrust(personOf().account, fileOf([]), true);
    assert.deepEqual(trust, {
      taken: 'perhaps',
      why: 'who can change /home/alice/.ssh/authorized_keys could not be seen',
    });
  });

  it('takes nothing but regular files', () => {
    const trust = keyFileTrust(personOf().account, { ...fileOf([]), regular: false }, false);
    assert.deepEqual(trust, { taken: 'no', why: '/home/alice/.ssh/authorized_keys is no regular file' });
  });
});
