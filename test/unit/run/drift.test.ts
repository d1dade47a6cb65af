import assert from 'node:assert/strict';
import { factsOf } from '../../../src/facts/fact.ts';
import type { Examination } from '../../../src/run/examine.ts';
import type { SavedHost } from '../../../src/run/saved-plan/document.ts';
import { driftRefusals } from '../../../src/run/saved-plan/drift.ts';
import { planRecorder } from '../../../src/run/saved-plan/save.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { Change } from '../../../src/transaction/change.ts';

const main = '/etc/ssh/sshd_config';
const pamFile = '/etc/pam.d/sshd';
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

interface Found {
  readonly ssh?: string;
  readonly pam?: string;
  readonly openssh?: string;
  readonly stateFile?: boolean;
  readonly changes?: readonly Change[];
  readonly after?: string;
}

/** A host, as it was when the plan was made but for what is given. */
function seen(found: Found = {}): Examination {
  const { ssh = 'UsePAM yes\n', pam = 'password\n', openssh = 'OpenSSH_9.2', stateFile = false } = found;
  const { changes = [enrolled, asked], after = 'key+code' } = found;
  const kind = stateFile ? 'regular' : 'absent';
  const facts = {
    'os-release': { id: 'debian', idLike: [], versionId: '12', prettyName: '' },
    'openssh-version': { known: true, major: 9, minor: 2, text: openssh },
    'sshd-files': { main, files: [{ path: main, text: ssh }] },
    'pam-service': { path: pamFile, kind: 'regular', text: pam, modules: ['x'] },
    'state-files': { files: [{ path: secretOf, file: { kind, mode: '400', uid: 1000 }, secret: 'ok' }] },
  };
  const plan = {
    changes: changes.map((change) => ({ task: 'a task', change })),
    access: [{ account: 'alice', before: 'key', after }],
  };
  return { facts: factsOf(new Map(Object.entries(facts))), plan } as unknown as Examination;
}

function saved(): SavedHost {
  const recorder = planRecorder(new Map());
  recorder.review({ name: 'web', groups: [] } as unknown as Host, seen(), 'admin');
  // As it comes back from its file.
  return JSON.parse(JSON.stringify(recorder.hosts.get('web'))) as SavedHost;
}

const cases: readonly {
  readonly title: string;
  readonly now?: Found;
  readonly account?: string;
  readonly says?: RegExp;
}[] = [
  { title: 'is as it was' },
  { title: 'has another sshd_config', now: { ssh: 'UsePAM no\n' }, says: /\/etc\/ssh\/sshd_config differs$/ },
  { title: 'has another PAM service', now: { pam: 'other\n' }, says: /\/etc\/pam\.d\/sshd differs$/ },
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
  { title: 'is as the plan leaves it', now: { changes: [], pam: 'code\n', stateFile: true } },
  {
    title: 'needs nothing, but is not as the plan leaves it',
    now: { changes: [], pam: 'mine\n', stateFile: true },
    says: /pam\.d\/sshd differs/,
  },
];

describe('a saved plan, for a host that', () => {
  for (const { title, now, account = 'admin', says } of cases) {
    it(`${title}: ${says === undefined ? 'goes on' : 'refused'}`, () => {
      const refusals = driftRefusals(saved(), seen(now), account);
      assert.equal(refusals.length, says === undefined ? 0 : 1);
      if (says !== undefined) assert.match(refusals[0]?.message ?? '', says);
    });
  }
});
