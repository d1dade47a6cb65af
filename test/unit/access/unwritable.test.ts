// Files that even root cannot change, told from the mounts above them and their attributes, before anything is installed.
import assert from 'node:assert/strict';
import { unwritableRefusals } from '../../../src/access/unwritable.ts';
import { writeObstacles, type WriteObstacles } from '../../../src/facts/write-obstacles.ts';
import type { Change } from '../../../src/plan/change.ts';

const pam = '/etc/pam.d/sshd';
const dropIn = '/etc/ssh/sshd_config.d/00-keyturn.conf';
const writable: WriteObstacles = { mounts: [{ path: '/', readOnly: false }], fixed: [] };

function write(path: string, owner = 'root', risk: Change['risk'] = 'login'): Change {
  const content = { kind: 'text', text: 'new' } as const;
  return { kind: 'write-file', summary: '', risk, path, before: 'old', content, mode: '0644', owner };
}

function messages(
  obstacles: Partial<WriteObstacles>,
  changes: readonly Change[] = [write(pam), write(dropIn)],
): string[] {
  return unwritableRefusals({ ...writable, ...obstacles }, changes).map(({ cause, message }) => {
    assert.equal(cause, 'unwritable');
    return message;
  });
}

const readOnly = (path: string): WriteObstacles['mounts'] => [...writable.mounts, { path, readOnly: true }];

describe('files that cannot be changed', () => {
  it('are none on a host as hosts are', () => {
    assert.deepEqual(messages({}), []);
  });

  it('lie on a file system that is mounted read-only, which is told once', () => {
    const message = 'the file system at /etc is mounted read-only';
    assert.deepEqual(messages({ mounts: readOnly('/etc') }), [`${pam} cannot be changed: ${message}`]);
  });

  it('do not lie below a path that only begins alike', () => {
    assert.deepEqual(messages({ mounts: readOnly('/etc/ss') }), []);
    assert.deepEqual(messages({ mounts: readOnly('/etc/ssh/sshd_config.d/00-keyturn.con') }), []);
  });

  it('are told by the nearest mount, and by the latest of two at one place', () => {
    const mounts = [
      ...readOnly('/etc'),
      { path: '/etc/ssh', readOnly: false },
      { path: '/etc/pam.d', readOnly: false },
    ];
    assert.deepEqual(messages({ mounts }), []);
    assert.deepEqual(messages({ mounts: [...readOnly('/etc'), { path: '/etc', readOnly: false }] }), []);
    assert.equal(messages({ mounts: [{ path: '/etc', readOnly: false }, ...readOnly('/etc')] }).length, 1);
    assert.equal(messages({ mounts: [{ path: '/', readOnly: true }] }).length, 1);
  });

  it('have an attribute, or the folder that they are in has', () => {
    assert.deepEqual(messages({ fixed: [{ path: pam, attribute: 'immutable' }] }), [
      `${pam} cannot be changed: ${pam} is immutable (chattr)`,
    ]);
    assert.deepEqual(messages({ fixed: [{ path: '/etc/ssh/sshd_config.d', attribute: 'append-only' }] }), [
      `${dropIn} cannot be changed: /etc/ssh/sshd_config.d is append-only (chattr)`,
    ]);
    assert.deepEqual(messages({ fixed: [{ path: '/etc/ssh/sshd_config', attribute: 'immutable' }] }), []);
  });

  it('are where every run writes, whatever it changes', () => {
    const enrolment = [write('/home/alice/.google_authenticator', 'alice')];
    assert.deepEqual(messages({ mounts: readOnly('/var') }, enrolment), [
      '/var/lib/keyturn cannot be changed: the file system at /var is mounted read-only',
    ]);
    assert.deepEqual(messages({ fixed: [{ path: '/etc/pam.d', attribute: 'immutable' }] }, enrolment), [
      'nothing in /etc/pam.d can be changed: /etc/pam.d is immutable (chattr)',
    ]);
    // Homes are judged with the state files.
    assert.deepEqual(messages({ mounts: readOnly('/home') }, enrolment), []);
  });

  it('do not matter where nothing about logins is changed', () => {
    assert.deepEqual(messages({ mounts: readOnly('/etc') }, [write(pam, 'root', 'none')]), []);
    assert.deepEqual(messages({ mounts: readOnly('/etc') }, []), []);
  });

  it('come with what makes them writable', () => {
    const [mounted] = unwritableRefusals({ ...writable, mounts: readOnly('/etc') }, [write(pam)]);
    assert.match(mounted?.help ?? '', /`mount -o remount,rw \/etc`/);
    const [fixed] = unwritableRefusals({ ...writable, fixed: [{ path: pam, attribute: 'append-only' }] }, [write(pam)]);
    assert.match(fixed?.help ?? '', /`chattr -a \/etc\/pam\.d\/sshd`/);
  });
});

describe('what keeps root from writing, as the probe prints it', () => {
  const parse = (text: string): WriteObstacles => writeObstacles.parse(text);

  it('is mounts and attributes', () => {
    const text =
      'mount:rw:/\nmount:ro:/etc/with\\040blank\nattributes:----i---------e------- /etc/pam.d/sshd\nattributes:-----a--- /a b\nend:\n';
    assert.deepEqual(parse(text), {
      mounts: [
        { path: '/', readOnly: false },
        { path: '/etc/with blank', readOnly: true },
      ],
      fixed: [
        { path: '/etc/pam.d/sshd', attribute: 'immutable' },
        { path: '/a b', attribute: 'append-only' },
      ],
    });
  });

  it('is nothing where a host prints nonsense', () => {
    for (const text of [
      '',
      'mount:',
      'mount:rx:/etc',
      'mount:ro:etc',
      'attributes:i',
      'attributes: /x',
      '\0\n\x1b[2J',
    ]) {
      assert.deepEqual(parse(text), { mounts: [], fixed: [] });
    }
  });
});
