// Which rules are part of sshd's PAM service, and where they stand.
import assert from 'node:assert/strict';
import { pamStack, type PamStack } from '../../../src/access/pam/stack.ts';
import { serviceOf } from './pam-service.ts';

function auth(stack: PamStack): readonly string[] {
  assert.ok(stack.state === 'known');
  return stack.auth.map(({ level, kind, module, place }) => `${'>'.repeat(level)}${module || kind} ${place}`);
}

describe('the PAM stack of sshd', () => {
  for (const [what, text, files, rules] of [
    ['its own lines', '# x\n\nauth required a.so\naccount required b.so\n', {}, ['a.so /etc/pam.d/sshd:3']],
    [
      'what @include adds',
      '@include one\nauth required a.so\n',
      { one: 'auth required b.so\n' },
      ['b.so /etc/pam.d/one:1', 'a.so /etc/pam.d/sshd:2'],
    ],
    [
      'of an include, what it asks for',
      'auth include one\n',
      { one: 'account required a.so\nauth required b.so\n' },
      ['b.so /etc/pam.d/one:2'],
    ],
    [
      'a substack one level deeper',
      'auth substack one\n',
      { one: 'auth required a.so\n' },
      ['substack /etc/pam.d/sshd:1', '>a.so /etc/pam.d/one:1'],
    ],
    [
      'an include in a substack',
      'auth substack one\n',
      { one: 'auth include two\n', two: 'auth required a.so\n' },
      ['substack /etc/pam.d/sshd:1', '>a.so /etc/pam.d/two:1'],
    ],
    ['files by their paths', 'auth include /srv/pam\n', { '/srv/pam': 'auth required a.so\n' }, ['a.so /srv/pam:1']],
    ['a failure for a file that is not there', 'auth include none\n', {}, ['broken /etc/pam.d/sshd:1']],
    [
      'a failure for a line that PAM does not understand',
      'auth required\nmistake\n',
      {},
      ['broken /etc/pam.d/sshd:1', 'broken /etc/pam.d/sshd:2'],
    ],
    [
      'the first line of a rule over several',
      '\nauth \\\n required \\\n a.so\nauth required b.so\n',
      {},
      ['a.so /etc/pam.d/sshd:2', 'b.so /etc/pam.d/sshd:5'],
    ],
    [
      '`other` where the service says nothing',
      'account required b.so\n',
      { other: 'auth required a.so\n' },
      ['a.so /etc/pam.d/other:1'],
    ],
  ] as const) {
    it(`has ${what}`, () => {
      assert.deepEqual(auth(pamStack(serviceOf(text, files))), rules);
    });
  }

  it('is looked for in the places of vendors, files that it includes too, but not by Debian', () => {
    const files = { '/usr/lib/pam.d/sshd': 'auth include one\n', '/usr/lib/pam.d/one': 'auth required a.so\n' };
    const vendors = { ...serviceOf('', files), kind: 'absent', text: undefined } as const;
    assert.deepEqual(auth(pamStack({ ...vendors, debian: false })), ['a.so /usr/lib/pam.d/one:1']);
    assert.deepEqual(auth(pamStack(vendors)), ['broken /usr/lib/pam.d/sshd:1']);
  });

  it('knows @include only where libpam is Debian’s', () => {
    assert.deepEqual(auth(pamStack(serviceOf('@include common-auth\n', {}, { debian: false }))), [
      'broken /etc/pam.d/sshd:1',
    ]);
  });

  for (const [what, text, files, over, state] of [
    ['@include of nothing', '@include none\n', {}, {}, 'refuses'],
    ['a rule that ends with the file', 'auth required \\\n', {}, {}, 'refuses'],
    ['a file that could not be read', '@include one\n', { one: undefined }, {}, 'unread'],
    ['a file that includes itself', '@include one\n', { one: '@include one\n' }, {}, 'unread'],
    [
      'a file that includes itself ever so often',
      'auth include one\n',
      { one: 'auth include one\n'.repeat(9) },
      {},
      'unread',
    ],
    ['more files than were read', 'auth required a.so\n', {}, { complete: false }, 'unread'],
    ['nothing at all', '', {}, {}, 'unread'],
  ] as const) {
    it(`is not known with ${what}: ${state}`, () => {
      assert.equal(pamStack(serviceOf(text, files, over)).state, state);
    });
  }

  it('takes the text that a plan would write', () => {
    assert.deepEqual(auth(pamStack(serviceOf('auth required a.so\n'), 'auth required b.so\n')), [
      'b.so /etc/pam.d/sshd:1',
    ]);
  });
});
