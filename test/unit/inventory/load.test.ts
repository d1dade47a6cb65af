import assert from 'node:assert/strict';
import type { Host, Inventory } from '../../../src/inventory/host.ts';
import { loadInventory } from '../../../src/inventory/load.ts';

function load(text: string): Inventory {
  const { inventory, diagnostics } = loadInventory(text, 'hosts.yml');
  assert.ok(inventory, diagnostics.map(({ message }) => message).join('; '));
  return inventory;
}

function host(text: string, name = 'web1'): Host {
  const found = load(text).hosts.get(name);
  assert.ok(found);
  return found;
}

const settings = (text: string) => {
  const { address, port, user, become, privateKeyFile } = host(text);
  return { address, port, user, become, privateKeyFile };
};

describe('loadInventory', () => {
  it('has defaults', () => {
    const expected = { address: 'web1', port: 22, user: undefined, become: undefined, privateKeyFile: undefined };
    assert.deepEqual(settings('all: {hosts: {web1: }}'), expected);
  });

  it('reads connection variables as they are written for Ansible', () => {
    const vars =
      '{ansible_host: 10.0.0.1, ansible_port: "2222", ansible_user: deploy, ansible_become: "yes", ansible_private_key_file: ~/.ssh/k}';
    const expected = { address: '10.0.0.1', port: 2222, user: 'deploy', become: true, privateKeyFile: '~/.ssh/k' };
    assert.deepEqual(settings(`all: {hosts: {web1: ${vars}}}`), expected);
  });

  it('lets the ansible_ssh_ names win, whatever group they come from', () => {
    const text = `
all:
  vars: {ansible_ssh_host: 10.0.0.9, ansible_ssh_port: 9, ansible_ssh_user: nine, ansible_ssh_private_key_file: nine}
  hosts:
    web1: {ansible_host: 10.0.0.1, ansible_port: 1, ansible_user: one, ansible_private_key_file: one}`;
    const expected = { address: '10.0.0.9', port: 9, user: 'nine', become: undefined, privateKeyFile: 'nine' };
    assert.deepEqual(settings(text), expected);
  });

  it('takes null for unset', () => {
    assert.equal(host('all: {vars: {ansible_user: a}, hosts: {web1: {ansible_user: }}}').user, undefined);
  });

  it('remembers where each variable was set', () => {
    const text = 'all:\n  vars:\n    a: 1\n  hosts:\n    web1:\n      b: 2\n';
    const lines = [...host(text).vars].map(([name, { origin }]) => [name, origin.start.line]);
    assert.deepEqual(lines, [
      ['a', 3],
      ['b', 6],
    ]);
  });

  it('knows every group of a host, ancestors too', () => {
    const text = 'all: {children: {prod: {children: {web: {hosts: {web1: }}}}, other: {hosts: {web1: }}}}';
    assert.deepEqual(host(text).groups, ['all', 'other', 'prod', 'web']);
  });

  it('puts hosts of no group into ungrouped, and only those', () => {
    const { groups } = load('all: {hosts: {a: , b: }}\nungrouped: {hosts: {b: , c: }}\nweb: {hosts: {b: }}');
    assert.deepEqual(groups.get('ungrouped')?.hosts, ['c', 'a']);
  });

  const precedence: readonly (readonly [string, string, string])[] = [
    ['all < group', 'all: {vars: {v: all}}\nweb: {vars: {v: web}, hosts: {web1: }}', 'web'],
    ['group < host', 'web: {vars: {v: web}, hosts: {web1: {v: host}}}', 'host'],
    ['parent < child', 'p: {vars: {v: p}, children: {c: {vars: {v: c}, hosts: {web1: }}}}', 'c'],
    ['same depth: the later name', 'b: {vars: {v: b}, hosts: {web1: }}\na: {vars: {v: a}, hosts: {web1: }}', 'b'],
    ['capitals come first', 'B: {vars: {v: B}, hosts: {web1: }}\na: {vars: {v: a}, hosts: {web1: }}', 'a'],
    [
      'same depth: the higher priority',
      'b: {vars: {v: b}, hosts: {web1: }}\na: {vars: {v: a, ansible_group_priority: 2}, hosts: {web1: }}',
      'a',
    ],
    [
      'depth beats priority',
      'a: {vars: {v: a, ansible_group_priority: 9}, hosts: {web1: }, children: {z: {vars: {v: z}, hosts: {web1: }}}}',
      'z',
    ],
    [
      'depth is that of the longest path',
      'z: {vars: {v: z}, hosts: {web1: }}\na: {vars: {v: a}, hosts: {web1: }}\nx: {children: {y: {children: {a: }}}}',
      'a',
    ],
  ];
  for (const [name, text, expected] of precedence) {
    it(`variables: ${name}`, () => {
      assert.equal(host(text).vars.get('v')?.value, expected);
    });
  }

  const unsupported: readonly (readonly [string, RegExp | undefined])[] = [
    ['ansible_connection: local', /ssh only/],
    ['ansible_connection: ssh', undefined],
    ['ansible_connection: ~', undefined],
    ['ansible_become_user: postgres', /root only/],
    ['ansible_become_user: root', undefined],
    ['ansible_become_method: doas', /only sudo/],
    ['ansible_ssh_common_args: -o ProxyJump=bastion', /may change where/],
    ['ansible_ssh_common_args: -J bastion', /may change where/],
    ['ansible_ssh_common_args: -o StrictHostKeyChecking=no -o ProxyCommand="nc %h %p"', /may change where/],
    ["ansible_ssh_args: -C -o ControlMaster=auto -o 'ControlPersist=60s'", undefined],
    ['ansible_ssh_extra_args: ""', undefined],
    ['ansible_password: x', undefined],
  ];
  for (const [variable, reason] of unsupported) {
    it(`${variable} ${reason === undefined ? 'leaves a host manageable' : 'makes a host unmanageable'}`, () => {
      const { unsupported: why } = host(`web:\n  hosts:\n    web1:\n      ${variable}\n`);
      if (reason === undefined) assert.equal(why, undefined);
      else assert.match(why ?? '', reason);
    });
  }

  it('never puts a password into a message', () => {
    const { diagnostics } = loadInventory(
      'all: {vars: {ansible_password: hunter2, ansible_become_pass: hunter2}}',
      'f',
    );
    assert.equal(diagnostics.length, 2);
    for (const { message, help } of diagnostics) assert.doesNotMatch(`${message} ${help ?? ''}`, /hunter2/);
  });

  it('tells once of a variable that 5,000 hosts have', () => {
    const hosts = Array.from({ length: 5000 }, (_, index) => `    h${index}: {ansible_connection: winrm}\n`).join('');
    assert.equal(loadInventory(`all:\n  hosts:\n${hosts}`, 'f').diagnostics.length, 1);
  });

  it('reads a chain of many groups without recursion', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => `g${index}: {children: {g${index + 1}: }}\n`).join('');
    assert.deepEqual(host(`${chain}g20000: {hosts: {web1: }}\n`).groups.length, 20_002);
  });
});
