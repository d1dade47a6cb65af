// Whether sshd takes a key of a file, a case on each side of everything that decides (auth2-pubkey.c, auth2-pubkeyfile.c, auth-options.c).
import assert from 'node:assert/strict';
import { onlySays } from '../../../src/access/forced-command.ts';
import { judgedKeys, type KeyRules } from '../../../src/access/own-keys.ts';
import type { KeyFile } from '../../../src/facts/probe/key-files.ts';
import { parseKeyLine } from '../../../src/formats/authorized-keys.ts';
import { unknownPeer } from '../../../src/formats/sshd-match.ts';
import { sampleKey } from '../../scenarios/host.ts';
import { personOf } from './pam-service.ts';

const rsa = `ssh-rsa ${Buffer.concat(
  [Buffer.from('ssh-rsa'), Buffer.from([3]), Buffer.concat([Buffer.from([0]), Buffer.alloc(256, 0x81)])].map((field) =>
    Buffer.concat([Buffer.from([0, 0, field.length >> 8, field.length & 255]), field]),
  ),
).toString('base64')}`;

const usual: KeyRules = {
  version: { known: true, major: 9, minor: 2, text: '' },
  epochSeconds: Date.parse('2026-11-30T12:00:00Z') / 1000,
  strict: true,
  algorithms: ['ssh-ed25519', 'rsa-sha2-256'],
  leastRsaBits: 1024,
  mayBeRevoked: false,
  peer: { ...unknownPeer, address: '10.0.0.1', host: '10.0.0.1' },
  onlyCommands: false,
};

const old = { known: true, major: 8, minor: 1, text: '' } as const;

const cases: readonly (readonly [
  line: string,
  taken: string,
  why?: RegExp,
  rules?: Partial<KeyRules>,
  mode?: number,
])[] = [
  [sampleKey, 'yes'],
  [sampleKey, 'no', /:1: sshd takes no keys of the kind "ssh-ed25519"$/, { algorithms: ['rsa-sha2-256'] }],
  [sampleKey, 'yes', /^$/, { algorithms: undefined }],
  [sampleKey, 'perhaps', /RevokedKeys may name it/, { mayBeRevoked: true }],
  [sampleKey, 'no', /can be changed by everybody/, {}, 0o602],
  [sampleKey, 'yes', /^$/, { strict: false }, 0o602],
  [sampleKey, 'perhaps', /can be changed by the group/, {}, 0o620],
  [rsa, 'yes'],
  [rsa, 'no', /"ssh-rsa"$/, { algorithms: ['ssh-ed25519'] }],
  [rsa, 'yes', /^$/, { leastRsaBits: 2048 }],
  [rsa, 'no', /2048 bits, and sshd takes none with fewer than 2049$/, { leastRsaBits: 2049 }],
  [`restrict ${sampleKey}`, 'yes'],
  [`fooo ${sampleKey}`, 'no', /:1: sshd knows no option "fooo"$/],
  [`no-touch-required ${sampleKey}`, 'no', /"no-touch-required"/, { version: old }],
  [`no-touch-required ${sampleKey}`, 'yes', /^$/, { version: { known: false } }],
  [`principals="a" ${sampleKey}`, 'no', /for authorities only/],
  [`expiry-time="20261201Z" ${sampleKey}`, 'yes'],
  [`expiry-time="20261201Z" ${sampleKey}`, 'no', /no date that this sshd knows/, { version: old }],
  [`expiry-time="202611301159Z" ${sampleKey}`, 'no', /has expired \(202611301159Z\)/],
  [`expiry-time="202611301201Z" ${sampleKey}`, 'yes'],
  [`expiry-time="20261130" ${sampleKey}`, 'perhaps', /today/],
  [`expiry-time="20261129" ${sampleKey}`, 'no', /has expired/],
  [`expiry-time="20261202" ${sampleKey}`, 'yes'],
  [`expiry-time="20260101Z" ${sampleKey}`, 'perhaps', /is not known/, { epochSeconds: undefined }],
  [`from="10.0.0.0/8" ${sampleKey}`, 'yes'],
  [`from="10.0.0.0/8,!10.0.0.1" ${sampleKey}`, 'no', /good from "10\.0\.0\.0\/8,!10\.0\.0\.1" only/],
  [`from="192.168.0.0/16" ${sampleKey}`, 'no', /only$/],
  [`from="192.168.0.0/16" ${sampleKey}`, 'yes', /^$/, { peer: undefined }],
  [`from="*.example.com" ${sampleKey}`, 'perhaps', /only$/, { peer: unknownPeer }],
  [`from="" ${sampleKey}`, 'perhaps'],
  [sampleKey, 'no', /no command of its own/, { onlyCommands: true }],
  [`command="borg serve" ${sampleKey}`, 'yes', /^$/, { onlyCommands: true }],
  [`restrict,command="echo 'no';exit 1" ${sampleKey}`, 'no', /:1: it only says "no", and ends$/],
  [`command="echo 'no';exit 1" ${sampleKey}`, 'yes'],
  [`ssh-mldsa65 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-mldsa65')]).toString('base64')}`, 'no'],
];

describe('the keys of an account', () => {
  for (const [line, taken, why, rules, mode = 0o600] of cases) {
    const told = `${line.replace(/(?<= |^)ssh-\S+ \S+$/, 'KEY')} ${JSON.stringify(rules ?? {}).slice(0, 60)}`;
    it(`${told} ${mode.toString(8)}: ${taken}`, () => {
      const path = '/home/alice/.ssh/authorized_keys';
      const file: KeyFile = {
        ...{ place: '.ssh/authorized_keys', path, regular: true, complete: true },
        paths: [{ path, mode, uid: 1001, gid: 1001 }],
        lines: [{ line: 1, found: parseKeyLine(line) }],
      };
      const [judged, ...rest] = judgedKeys(personOf().account, file, { ...usual, ...rules });
      assert.deepEqual([judged?.taken, rest.length], [taken, 0]);
      assert.match(judged?.why ?? '', why ?? (taken === 'yes' ? /^$/ : /./));
    });
  }

  it('are none where a line names an authority, or nothing', () => {
    const lines = [`cert-authority ${sampleKey}`, 'hello'].map((line, index) => ({
      line: index + 1,
      found: parseKeyLine(line),
    }));
    const file: KeyFile = { place: 'k', path: '/k', regular: true, complete: true, paths: [], lines };
    assert.deepEqual(judgedKeys(personOf().account, file, usual), []);
  });
});

describe('a command that only says something', () => {
  const said = (command: string, ...flags: readonly string[]): string | undefined =>
    onlySays([...flags.map((name) => ({ name, value: undefined })), { name: 'command', value: command }]);
  const cloud = `echo 'Please login as the user "debian" rather than the user "root".';echo;sleep 10;exit 142`;

  it('is what cloud images write, and plain words', () => {
    assert.equal(said(cloud, 'no-port-forwarding'), 'Please login as the user "debian" rather than the user "root".');
    assert.equal(said('echo Please log in as ubuntu.; sleep 10', 'restrict'), 'Please log in as ubuntu.');
    assert.equal(said(`echo 'a'; echo 'b'`, 'restrict'), 'a b');
  });

  it('is none where ports are forwarded', () => {
    assert.equal(said(cloud), undefined);
    assert.equal(said(cloud, 'restrict', 'port-forwarding'), undefined);
    assert.equal(said(cloud, 'port-forwarding', 'restrict') === undefined, false);
  });

  it('is none where anything else happens', () => {
    const others = [
      'ls',
      `echo '$(id)'; id`,
      'echo $(id)',
      'echo `id`',
      'echo "$HOME"',
      'echo a > /etc/x',
      'echo a & id',
    ];
    for (const command of [
      ...others,
      'echo a | sh',
      'echo a || id',
      "echo 'a' 'b'; id",
      'exit 1',
      '',
      'sleep 1',
      'echo',
    ])
      assert.equal(said(command, 'restrict'), undefined, command);
  });
});
