import assert from 'node:assert/strict';
import { factsOf } from '../../../src/facts/fact.ts';
import type { Examination } from '../../../src/run/examination.ts';
import type { SavedHost } from '../../../src/run/saved-plan/document.ts';
import { driftRefusals } from '../../../src/run/saved-plan/drift.ts';
import { planRecorder } from '../../../src/run/saved-plan/save.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { Change } from '../../../src/plan/change.ts';

const main = '/etc/ssh/sshd_config';
const pamFile = '/etc/pam.d/sshd';
const shared = '/etc/pam.d/common-auth';
const secretOf = '/home/alice/.google_authenticator';

const asked: Change = {
  kind: 'write-file',
  summary: 'ask for a code',
  risk: 'login',
  path: pamFile,
  before: 'password\n',
  content: { kind: 'text', text: 'code\n' },
  mode: '0644',
  owner: 'root',
};
const enrolled: Change = {
  ...asked,
  summary: 'enrol alice',
  path: secretOf,
  before: undefined,
  content: { kind: 'state-file', account: 'alice', issuer: 'SSH' },
};

const installed: Change = {
  kind: 'install-package',
  summary: 'install the module',
  risk: 'none',
  packages: ['libpam-google-authenticator'],
  pamModules: ['pam_google_authenticator.so'],
};
const started: Change = {
  kind: 'service',
  summary: 'start chrony',
  risk: 'none',
  service: 'chrony',
  action: 'start',
};

interface Found {
  readonly ssh?: string;
  readonly pam?: string;
  readonly openssh?: string;
  readonly included?: string;
  readonly module?: boolean;
  readonly stateFile?: boolean;
  readonly changes?: readonly Change[];
  readonly after?: string;
  /** After the plan, from the origin that a Match block names. */
  readonly fromOffice?: string;
}

/** A host, as it was when the plan was made but for what is given. */
function seen(found: Found = {}): Examination {
  const { ssh = 'UsePAM yes\n', pam = 'password\n', openssh = 'OpenSSH_9.2', stateFile = false } = found;
  const { included = 'auth required pam_unix.so\n', module = true } = found;
  const { changes = [enrolled, asked], after = 'key+code', fromOffice = after } = found;
  const kind = stateFile ? 'regular' : 'absent';
  const modules = ['/lib/security/pam_unix.so', ...(module ? ['/lib/security/pam_google_authenticator.so'] : [])];
  const facts = {
    'os-release': { id: 'debian', idLike: [], versionId: '12', prettyName: '' },
    'openssh-version': { known: true, major: 9, minor: 2, text: openssh },
    'sshd-files': { main, files: [{ path: main, text: ssh }] },
    'pam-service': { path: pamFile, kind: 'regular', text: pam, files: [{ path: shared, text: included }], modules },
    'state-files': { files: [{ path: secretOf, file: { kind, mode: '400', uid: 1000 }, secret: 'ok' }] },
  };
  const origins = [
    { origin: { kind: 'controller', address: '192.0.2.1', standsFor: '' }, before: 'key', after },
    {
      origin: { kind: 'named', address: '10.0.0.1', standsFor: 'Address 10.0.0.0/8' },
      before: 'key',
      after: fromOffice,
    },
  ];
  const plan = {
    changes: changes.map((change) => ({ task: 'a task', change })),
    access: [{ account: 'alice', before: 'key', after, origins }],
  };
  return { facts: factsOf(new Map(Object.entries(facts))), plan } as unknown as Examination;
}

function saved(then: Found): SavedHost {
  const recorder = planRecorder(new Map());
  recorder.review({ name: 'web', groups: [] } as unknown as Host, seen(then), 'admin');
  // As it comes back from its file.
  return JSON.parse(JSON.stringify(recorder.hosts.get('web'))) as SavedHost;
}

const cases: readonly {
  readonly title: string;
  readonly then?: Found;
  readonly now?: Found;
  readonly account?: string;
  readonly says?: RegExp;
}[] = [
  { title: 'is as it was' },
  { title: 'has another sshd_config', now: { ssh: 'UsePAM no\n' }, says: /\/etc\/ssh\/sshd_config differs$/ },
  { title: 'has another PAM service', now: { pam: 'other\n' }, says: /\/etc\/pam\.d\/sshd differs$/ },
  { title: 'has another file that its PAM service includes', now: { included: '' }, says: /common-auth differs$/ },
  { title: 'has lost the module', now: { module: false }, says: /\.so differs \(installed then, absent now\)$/ },
  { title: 'has got the module from somebody else', then: { module: false }, says: /\.so differs \(absent then, inst/ },
  {
    title: 'was prepared by a run of the plan that was killed',
    then: { module: false, changes: [installed, started, enrolled, asked] },
  },
  {
    title: 'was prepared in part',
    then: { module: false, changes: [installed, started, enrolled, asked] },
    now: { changes: [started, enrolled, asked] },
  },
  {
    title: 'was prepared, and has another PAM service',
    then: { module: false, changes: [installed, enrolled, asked] },
    now: { pam: 'other\n' },
    says: /made: \/etc\/pam\.d\/sshd differs$/,
  },
  {
    title: 'needs a package that was there',
    now: { changes: [installed, enrolled, asked] },
    says: /to do now: install the module/,
  },
  {
    title: 'was upgraded',
    now: { openssh: 'OpenSSH_9.3' },
    says: /OpenSSH differs \(OpenSSH_9\.2 then, OpenSSH_9\.3 now\)/,
  },
  {
    title: 'is logged in to as another account',
    account: 'root',
    says: /managing account differs \(admin then, root now\)/,
  },
  { title: 'has a state file meanwhile', now: { stateFile: true }, says: /\.google_authenticator is new/ },
  { title: 'needs less', now: { changes: [asked] }, says: /no longer to do: enrol alice/ },
  {
    title: 'needs something else',
    now: { changes: [enrolled, { ...asked, mode: '0600' }] },
    says: /to do now: ask for a code/,
  },
  { title: 'needs it in another order', now: { changes: [asked, enrolled] }, says: /another order/ },
  {
    title: 'lets somebody in otherwise',
    now: { after: 'refused' },
    says: /alice: key before and key\+code after in the plan, key before and refused/,
  },
  {
    title: 'lets somebody in otherwise from elsewhere',
    now: { fromOffice: 'key' },
    says: /after in the plan, key before and key\+code after, key before and key after from Address 10\.0\.0\.0\/8 now$/,
  },
  { title: 'is as the plan leaves it', now: { changes: [], pam: 'code\n', stateFile: true } },
  {
    title: 'needs nothing, but is not as the plan leaves it',
    now: { changes: [], pam: 'mine\n', stateFile: true },
    says: /pam\.d\/sshd differs/,
  },
];

describe('a saved plan, for a host that', () => {
  for (const { title, then = {}, now, account = 'admin', says } of cases) {
    it(`${title}: ${says === undefined ? 'goes on' : 'refused'}`, () => {
      const refusals = driftRefusals(saved(then), seen(now), account);
      assert.equal(refusals.length, says === undefined ? 0 : 1);
      if (says !== undefined) assert.match(refusals[0]?.message ?? '', says);
    });
  }
});
