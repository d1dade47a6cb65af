// pam_access and its tables: whom it lets in from where. test/docker/access-pam.test.ts asks the module itself.
import assert from 'node:assert/strict';
import { access, accessClients } from '../../../src/access/pam/access.ts';
import type { Client } from '../../../src/access/pam/access-client.ts';
import { parsePamControl } from '../../../src/formats/pam-control.ts';
import { personOf } from './pam-service.ts';

const table = '/etc/security/access.conf';
const { account } = personOf({ groups: ['alice', 'staff'] });
const from = (address: string, host = address): Client => ({ address, host });
const inside = from('10.1.2.3');

interface Asked {
  readonly args?: readonly string[];
  readonly client?: Client | undefined;
  readonly control?: string;
  readonly files?: Readonly<Record<string, string | undefined>>;
}

function said(text: string, { args = [], files, control = 'required', ...rest }: Asked = {}): string {
  const tables = Object.entries(files ?? { [table]: text }).map(([path, content]) => ({ path, text: content }));
  const client = 'client' in rest ? rest.client : inside;
  const asked = { args, control: parsePamControl(control), host: { tables }, account, client };
  return access(asked)
    .map(({ result }) => result)
    .join(' or ');
}

const [yes, no, either] = ['success', 'perm_denied', 'success or perm_denied'];
const rest = '\n- : ALL : ALL\n';

describe('pam_access', () => {
  const cases: readonly (readonly [what: string, text: string, expected: string, asked?: Asked])[] = [
    ['no rule', '# - : ALL : ALL\n', yes],
    ['no table', '', yes, { files: {} }],
    ['a rule for everybody', '- : ALL : ALL\n', no],
    ['a last line without its end', '- : ALL : ALL', yes],
    ['a line with a field too few', '- : ALL\n- : ALL :\n', yes],
    ['a blank before the sign', ' - : ALL : ALL\n', yes],
    ['the first rule that takes it', '+ : alice : ALL\n- : ALL : ALL\n', yes],
    ['a name in other case', '+ : Alice : all' + rest, yes],
    ['a group', '+ : staff : ALL' + rest, yes],
    ['a group that counts in brackets only', '+ : staff : ALL' + rest, no, { args: ['nodefgroup'] }],
    ['a group in brackets', '+ : (staff) : ALL' + rest, yes, { args: ['nodefgroup'] }],
    ['another group', '+ : (wheel) : ALL' + rest, no],
    ['an exception', '- : ALL EXCEPT root alice : ALL\n', yes],
    ['an exception of an exception', '- : ALL EXCEPT staff EXCEPT alice : ALL\n', no],
    ['a network', '+ : ALL : 10.0.0.0/8' + rest, yes],
    ['a network with a mask', '+ : ALL : 10.1.0.0/255.255.0.0' + rest, yes],
    ['the beginning of an address', '+ : ALL : 10.1.' + rest, yes],
    ['the beginning of another address', '+ : ALL : 10.12.' + rest, no],
    ['no bits, which stand for no mask', '+ : ALL : 0.0.0.0/0' + rest, no],
    ['bits in octal', '+ : ALL : 10.0.0.0/010' + rest, yes],
    ['too many bits', '+ : ALL : 10.1.2.3/33' + rest, no],
    ['another network', '+ : ALL : 192.168.0.0/16' + rest, no],
    ['an address of the other family', '+ : ALL : fd00::/8' + rest, yes, { client: from('fd00::1') }],
    ['the host itself', '+ : ALL : LOCAL' + rest, no],
    ['a terminal', '+ : ALL : tty1 cron :0' + rest, no],
    ['a domain, where no name is looked up', '+ : ALL : .example.com' + rest, no],
    ['a domain', '+ : ALL : .example.com' + rest, yes, { client: from('10.1.2.3', 'a.example.com') }],
    ['a name, which newer releases look up', '+ : ALL : a.example.com' + rest, either],
    ['a name of the client', '+ : ALL : a.example.com' + rest, yes, { client: from('10.1.2.3', 'A.example.com') }],
    ['a netgroup', '- : @admins : ALL\n', 'perm_denied or success'],
    ['the number of the account', '- : 1001 : ALL\n', 'perm_denied or success'],
    ['the number of another account', '- : 1002 : ALL\n', yes],
    ['other separators', '+|alice bob|ALL\n-|ALL|ALL\n', no, { args: ['fieldsep=|', 'listsep=,'] }],
    ['blanks that are part of a name', '+|alice,bob|ALL\n-|ALL|ALL\n', yes, { args: ['fieldsep=|', 'listsep=,'] }],
    ['a table that could not be read', '', 'perm_denied or success', { files: { [table]: undefined } }],
    ['another table', '', no, { args: ['accessfile=/etc/a'], files: { [table]: '', '/etc/a': '- : ALL : ALL\n' } }],
    ['another table that is missing', '', 'abort', { args: ['accessfile=/etc/a'], files: { [table]: '' } }],
    ['the folder', '', no, { files: { [table]: '', '/etc/security/access.d/a.conf': '- : ALL : ALL\n' } }],
    ['a login through a tunnel', '+ : ALL : 10.0.0.0/8 a.example.com' + rest, no, { client: from('UNKNOWN') }],
    ['anywhere, where it only keeps out', '+ : ALL : 10.0.0.0/8' + rest, yes, { client: undefined }],
    [
      'anywhere, where it chooses',
      '+ : ALL : 10.0.0.0/8' + rest,
      either,
      { client: undefined, control: '[success=1 default=ignore]' },
    ],
    ['anywhere, where all are refused', '- : alice : ALL\n', no, { client: undefined }],
  ];
  for (const [what, text, expected, asked] of cases) {
    it(`answers by ${what}`, () => {
      assert.equal(said(text, asked), expected);
    });
  }

  it('names the line that refuses', () => {
    const tables = [{ path: table, text: '+ : bob : ALL\n- : ALL : ALL\n' }];
    const asked = { args: [], control: parsePamControl('required'), host: { tables }, account, client: inside };
    assert.match(access(asked)[0]?.why?.why ?? '', /"- : ALL : ALL" at \/etc\/security\/access\.conf:2/);
  });

  it('tells clients apart by what the lines for the account name', () => {
    const text =
      '+ : bob : 172.16.0.0/12\n+ : alice : 10.1. LOCAL gw.example.com fd00::/8 EXCEPT 10.1.0.9\n- : ALL : ALL\n';
    assert.deepEqual(accessClients([{ path: table, text }], [], account), [
      '10.1.0.0/16',
      'gw.example.com',
      'fd00:0:0:0:0:0:0:0/8',
      '10.1.0.9/32',
    ]);
  });
});
