import assert from 'node:assert/strict';
import { isAddress, isGroupName, isUserName } from '../../../src/inventory/names.ts';

/** Nothing of these may be a name of anything. */
const never = [
  '',
  '-',
  '-oProxyCommand=reboot',
  ' web',
  'web ',
  'a b',
  'a\nb',
  'a\tb',
  'a\0b',
  'a;b',
  'a|b',
  'a&b',
  'a`b`',
  '$(a)',
  "a'b",
  'a"b',
  'a<b',
  'a>b',
  'a*',
  'a/b',
  'a{b}',
  'a\u202eb',
  'ａ',
  'a\u001b[31m',
  'a'.repeat(300),
];

const cases = [
  {
    what: 'addresses',
    test: isAddress,
    good: ['web1', 'web-1.example.com', 'web1.example.com.', '10.0.0.1', '::1', 'fe80::1%eth0', '_srv', '1a'],
    bad: ['a..', '.a', 'web1:22', '[::1]', 'root@web1', 'fe80::1%', 'fe80::1%a;b', 'a%b', 'web,1'],
  },
  {
    what: 'users',
    test: isUserName,
    good: ['root', 'web-deploy', 'CORP\\alice', 'alice@corp.example', 'host$', '1000', '_apt'],
    bad: ['alice\\', 'a:b', '$a', 'a$b', '@', 'a%u', 'a,b'],
  },
  {
    what: 'groups',
    test: isGroupName,
    good: ['web', 'web-1', 'web.eu', '_x', '__proto__', '1st'],
    bad: ['a:b', 'a,b', '!a', '&a', '~a', 'a[1]', 'a%b', 'a@b'],
  },
];

for (const { what, test, good, bad } of cases) {
  describe(`names of ${what}`, () => {
    for (const name of good)
      it(`allow ${name}`, () => {
        assert.ok(test(name));
      });
    for (const name of [...bad, ...never])
      it(`refuse ${JSON.stringify(name.slice(0, 40))}`, () => {
        assert.ok(!test(name));
      });
  });
}
