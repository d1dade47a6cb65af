import assert from 'node:assert/strict';
import { factsOf } from '../../../../src/facts/fact.ts';
import { hostShape } from '../../../../src/run/fleet/host-shape.ts';

const host = {
  'os-release': { id: 'debian', idLike: [], versionId: '12', prettyName: '' },
  'openssh-version': { known: true, major: 9, minor: 2, text: 'OpenSSH_9.2p1' },
  'sshd-effective': {
    global: { known: true, values: { usepam: ['yes'], port: ['22'], banner: ['none'], allowusers: ['a', 'b'] } },
    classes: [],
  },
  'sshd-files': { files: [{ path: '/etc/ssh/sshd_config', text: '# mine\nInclude x.d/*\nUsePAM yes\n' }] },
  'pam-service': { text: '@include common-auth\n', files: [{ path: '/etc/pam.d/common-auth', text: 'a' }] },
  'sshd-daemon': { systemd: true, socketActivated: false },
  'state-files': { files: [{ mount: '/' }, { mount: '/home' }, { mount: undefined }] },
};
const shapeOf = (over: Readonly<Record<string, unknown>> = {}): string =>
  hostShape(factsOf(new Map(Object.entries({ ...host, ...over }))));
const effective = (values: Readonly<Record<string, readonly string[]>>): unknown => ({
  global: { known: true, values: { ...host['sshd-effective'].global.values, ...values } },
  classes: [],
});
const file = (text: string): unknown => ({ files: [{ path: '/etc/ssh/sshd_config', text }] });

describe('the shape of a host', () => {
  for (const [what, over] of [
    ['its release', { 'os-release': { ...host['os-release'], versionId: '13' } }],
    ['OpenSSH', { 'openssh-version': { ...host['openssh-version'], text: 'OpenSSH_9.2p2' } }],
    ['what sshd uses', { 'sshd-effective': effective({ usepam: ['no'] }) }],
    ['the order of values', { 'sshd-effective': effective({ allowusers: ['b', 'a'] }) }],
    ['an Include', { 'sshd-files': file('UsePAM yes\n') }],
    ['a Match line', { 'sshd-files': file('Include x.d/*\nMatch User a\nUsePAM yes\n') }],
    ['the PAM service', { 'pam-service': { ...host['pam-service'], text: '' } }],
    [
      'a file of PAM',
      { 'pam-service': { ...host['pam-service'], files: [{ path: '/etc/pam.d/common-auth', text: 'b' }] } },
    ],
    ['who starts sshd', { 'sshd-daemon': { systemd: true, socketActivated: true } }],
    ['a file system of state files', { 'state-files': { files: [{ mount: '/' }] } }],
  ] as const) {
    it(`is another one with another ${what}`, () => {
      assert.notEqual(shapeOf(over), shapeOf());
    });
  }

  for (const [what, over] of [
    [
      'port, address and banner',
      { 'sshd-effective': effective({ port: ['2222'], listenaddress: ['[::]:2222'], banner: ['x'] }) },
    ],
    ['comments', { 'sshd-files': file('Include x.d/*\n# other\nUsePAM yes\n') }],
    [
      'number and order of accounts',
      { 'state-files': { files: [{ mount: '/home' }, { mount: '/' }, { mount: '/' }] } },
    ],
  ] as const) {
    it(`does not depend on ${what}`, () => {
      assert.equal(shapeOf(over), shapeOf());
    });
  }
});
