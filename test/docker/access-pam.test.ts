// The model of PAM against the real libpam of three releases: generated stacks, and stacks as people write them with real passwords and
// codes. Every answer must be the same.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { enrolledState } from '../../src/access/enrolled.ts';
import { knownInCredentials, runCredentials } from '../../src/access/pam/credentials.ts';
import { isInstalled } from '../../src/access/pam/modules.ts';
import { outcome, tryStack } from '../../src/access/pam/login.ts';
import type { PamHost, Person, Typing } from '../../src/access/pam/question.ts';
import { pamStack } from '../../src/access/pam/stack.ts';
import type { Account } from '../../src/facts/accounts.ts';
import { pamService, type PamService } from '../../src/facts/pam-service.ts';
import { gatherScript, readFacts } from '../../src/run/phases/gather.ts';
import { newNonce } from '../../src/run/run-id.ts';
import { codeAt } from '../support/one-time-codes.ts';
import { runs, seed } from '../support/seed.ts';
import { generatedStack, type GeneratedStack } from './pam/generated-stack.ts';
import { generatedList, generatedTimes } from './pam/tables.ts';
import { generatedTable, type GeneratedTable } from './pam/access-tables.ts';
import { makePeople, names, password, secret, type Facts } from './pam/people.ts';
import { writtenStacks, type WrittenStack } from './pam/stacks.ts';
import { moduleStateFile } from '../../src/formats/state-file.ts';
import { askPam, wordsOfPam, writeServices, type PamCall } from './pam/pamtester.ts';

const releases = ['11', '12', '13'] as const;
// What pamtester says where PAM gives a service up as a whole.
const refusedByPam = 'Initialization failure';
const refuseOther = 'auth required pam_deny.so\naccount required pam_deny.so\n';

async function factOf(host: LabHost): Promise<PamService> {
  const requests = [{ fact: pamService, params: [] }];
  const nonce = newNonce();
  const { stdout } = await host.exec(['sh', '-s'], gatherScript(requests, nonce));
  return readFacts(requests, stdout, nonce).get(pamService);
}

/** The fact, as it would be were this the service of sshd. */
function asService(fact: PamService, { service, files }: GeneratedStack): PamService {
  const others = [...files].flatMap(([name, text]) => (name === service ? [] : [{ path: `/etc/pam.d/${name}`, text }]));
  return { ...fact, text: files.get(service), files: [...others, { path: '/etc/pam.d/other', text: refuseOther }] };
}

const account: Account = {
  ...{ name: 'alice', uid: 1001, gid: 1001, home: '/home/alice', shell: '/bin/bash', loginCapable: true },
  ...{ groups: ['alice'], keyFiles: [], hidden: [], password: 'locked' },
};
const alice: Person = { account, enrolled: { state: 'absent' }, emptyPasswords: 'no' };
const nobody = { user: 'alice', atPassword: '', atCode: '' } as const;
const nothing: Typing = { conversation: 'prompts', atPassword: 'nothing', atCode: 'nothing' };

describe('the model of PAM against libpam', function () {
  this.timeout(600_000);
  let lab: Lab;
  const people = new Map<string, Facts>();

  before(async () => {
    lab = await startLab(
      releases.map((release) => ({ name: `debian${release}`, image: `debian-${release}`, otp: true })),
    );
  });
  after(() => lab.stop());

  for (const release of releases) {
    it(`ends generated stacks as Debian ${release} does`, async () => {
      const host = lab.host(`debian${release}`);
      const fact = await factOf(host);
      const first = releases.indexOf(release) * 1_000_000;
      const stacks = Array.from({ length: runs(67, 800) }, (_, index) => generatedStack(seed(), first + index));
      await writeServices(host, [['other', refuseOther], ...stacks.flatMap(({ files }) => [...files])]);
      const words = await wordsOfPam(host);
      const calls = stacks.flatMap(({ service }) =>
        (['authenticate', 'acct_mgmt', 'setcred(PAM_ESTABLISH_CRED)'] as const).map((call): PamCall => ({
          service,
          user: 'alice',
          call,
          atPassword: '',
          atCode: '',
        })),
      );
      const said = await askPam(host, calls);
      const modules = new Set(fact.modules);
      const differences = stacks.flatMap((stack, index) => {
        const resolved = pamStack(asService(fact, stack));
        const pamHost = {
          modules,
          stateFile: moduleStateFile,
          nologin: false,
          shells: undefined,
          today: 0,
          tables: [],
          ...{ service: 'sshd', now: undefined },
        };
        return (['auth', 'account', 'credentials'] as const).flatMap((facility, part) => {
          const real = said[index * 3 + part];
          const predicted =
            resolved.state === 'known'
              ? (facility === 'credentials'
                  ? runCredentials(resolved.auth, pamHost)
                  : tryStack(resolved[facility], facility, pamHost, alice, nothing)
                ).endings
                  ?.map(({ result }) => words.get(result) ?? result)
                  .join(' or ')
              : refusedByPam;
          return predicted === real ? [] : [{ facility, predicted, real, files: Object.fromEntries(stack.files) }];
        });
      });
      assert.deepEqual(differences.slice(0, 3), [], `${differences.length} of ${calls.length} differ, seed ${seed()}`);
    });
  }

  for (const release of releases) {
    it(`knows what modules of Debian ${release} answer in pam_setcred`, async () => {
      const host = lab.host(`debian${release}`);
      const fact = await factOf(host);
      const modules = new Set(fact.modules);
      const words = await wordsOfPam(host);
      const names = knownInCredentials.filter((name) => isInstalled({ modules }, name) === 'yes');
      assert.ok(names.length > 20, names.join(' '));
      const ruleOf = (name: string): string => `auth [default=bad success=ok ignore=ok] ${name}\n`;
      await writeServices(
        host,
        names.map((name) => [`cred-${name}`, ruleOf(name)]),
      );
      const said = await askPam(
        host,
        names.map((name) => ({ ...nobody, service: `cred-${name}`, call: 'setcred(PAM_ESTABLISH_CRED)' })),
      );
      const differences = names.flatMap((name, index) => {
        const stack = pamStack(asService(fact, { service: 'x', files: new Map([['x', ruleOf(name)]]) }));
        assert.ok(stack.state === 'known');
        const predicted = runCredentials(stack.auth, { modules }).endings?.map(
          ({ result }) => words.get(result) ?? result,
        );
        return predicted?.includes(said[index] ?? '') === true ? [] : [{ name, predicted, real: said[index] }];
      });
      assert.deepEqual(differences, []);
    });
  }

  for (const release of releases) {
    it(`reads tables of pam_access as Debian ${release} does`, async () => {
      const host = lab.host(`debian${release}`);
      const facts = people.get(release) ?? (await makePeople(host));
      people.set(release, facts);
      const first = releases.indexOf(release) * 1_000_000;
      // Newer releases resolve a network of IPv6 only where the host has an address of it.
      const { stdout: addresses } = await host.exec(['cat', '/proc/net/if_inet6']);
      const tables = Array.from({ length: runs(150, 3000) }, (_, index) =>
        generatedTable(seed(), first + index, names),
      ).filter(({ client }) => addresses !== '' || !client.includes(':'));
      assert.ok(tables.length >= runs(90, 2000), `${tables.length} tables`);
      await writeServices(
        host,
        tables.flatMap(({ text, options }, index): readonly (readonly [string, string])[] => [
          [`table-${index}.conf`, text],
          [`table-${index}`, `account required pam_access.so accessfile=/etc/pam.d/table-${index}.conf ${options}\n`],
        ]),
      );
      const said = await askPam(
        host,
        tables.map(({ user, client }, index): PamCall => ({
          ...{ service: `table-${index}`, user, call: 'acct_mgmt', atPassword: '', atCode: '', from: client },
        })),
      );
      const predicted = tables.map((table) => byTable(table, facts));
      const differences = tables.flatMap((table, index) => {
        const real = said[index] === 'success' ? 'in' : 'out';
        const expected = predicted[index];
        return expected === 'open' || expected === real ? [] : [{ ...table, expected, real, said: said[index] }];
      });
      assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${tables.length} differ, seed ${seed()}`);
      for (const [what, least] of Object.entries({ in: 0.2, out: 0.1 })) {
        const count = predicted.filter((one) => one === what).length;
        assert.ok(count >= least * tables.length, `${count} of ${tables.length} tables come to "${what}"`);
      }
    });
  }

  for (const release of releases) {
    it(`reads lists of pam_listfile and times of pam_time as Debian ${release} does`, async () => {
      const host = lab.host(`debian${release}`);
      const facts = people.get(release) ?? (await makePeople(host));
      people.set(release, facts);
      const first = releases.indexOf(release) * 1_000_000;
      const count = runs(100, 2000);
      const lists = Array.from({ length: count }, (_, index) =>
        generatedList(seed(), first + index, names, `/etc/pam.d/list-${index}.txt`),
      );
      const times = Array.from({ length: count }, (_, index) =>
        generatedTimes(seed(), first + index, names, `time-${index}`),
      );
      const rules = `${times.flatMap((one) => one.rules).join('\n')}\n`;
      await writeServices(host, [
        ...lists.flatMap(({ text, options }, index): readonly (readonly [string, string])[] => [
          [`list-${index}.txt`, text],
          [`list-${index}`, `account required pam_listfile.so ${options}\n`],
        ]),
        ...times.map((_, index) => [`time-${index}`, 'account required pam_time.so\n'] as const),
        ['time.conf', rules],
      ]);
      const loose = lists.flatMap((list, index) => (list.loose ? [`/etc/pam.d/list-${index}.txt`] : []));
      await host.exec(['chmod', 'o+w', ...loose]);
      await host.exec(['cp', '/etc/pam.d/time.conf', '/etc/security/time.conf']);
      const { stdout } = await host.exec(['date', '+%w %H%M']);
      const [day = '', minute = ''] = stdout.trim().split(' ');
      const now = { day: Number(day), minute: Number(minute) };
      const question = { call: 'acct_mgmt', atPassword: '', atCode: '' } as const;
      const said = await askPam(host, [
        ...lists.map(({ user, client }, index): PamCall => ({
          ...question,
          service: `list-${index}`,
          user,
          from: client,
        })),
        ...times.map(({ user }, index): PamCall => ({ ...question, service: `time-${index}`, user, from: '10.1.2.3' })),
      ]);
      const predicted = [
        ...lists.map(({ text, options, loose, user, client }, index) => {
          const tables = [{ path: `/etc/pam.d/list-${index}.txt`, text, loose }];
          return byModule(facts, user, `pam_listfile.so ${options}`, { tables, client });
        }),
        ...times.map(({ user }, index) => {
          const tables = [{ path: '/etc/security/time.conf', text: rules }];
          return byModule(facts, user, 'pam_time.so', { tables, now, service: `time-${index}` });
        }),
      ];
      const differences = [...lists, ...times].flatMap((one, index) => {
        const real = said[index] === 'success' ? 'in' : 'out';
        const expected = predicted[index];
        return expected === 'open' || expected === real ? [] : [{ index, ...one, expected, real, said: said[index] }];
      });
      assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${said.length} differ, seed ${seed()}`);
      for (const [what, least] of Object.entries({ in: 0.3, out: 0.1 })) {
        const found = predicted.filter((one) => one === what).length;
        assert.ok(found >= least * said.length, `${found} of ${said.length} come to "${what}"`);
      }
    });
  }

  for (const release of releases) {
    it(`lets the same people in as Debian ${release}, with the same factors`, async () => {
      const host = lab.host(`debian${release}`);
      const facts = people.get(release) ?? (await makePeople(host));
      people.set(release, facts);
      await writeServices(host, [
        ['other', refuseOther],
        ...writtenStacks.flatMap(({ text, files }, index) => [
          [`written-${index}`, text] as const,
          ...Object.entries(files ?? {}),
        ]),
      ]);
      const cases = chosen(casesOf(facts), release);
      const code = await codeAt(secret, Math.floor(Date.now() / 30_000));
      const said = await askPam(
        host,
        cases.map(({ call }) => ({
          ...call,
          atPassword: typed(call.atPassword, code),
          atCode: typed(call.atCode, code),
        })),
      );
      const differences = cases.flatMap(({ title, call, predicted }, index) => {
        const real = said[index] === 'success' ? 'in' : 'out';
        return predicted === real ? [] : [{ title, ...call, predicted, real, said: said[index] }];
      });
      assert.deepEqual(differences.slice(0, 8), [], `${differences.length} of ${cases.length} differ, seed ${seed()}`);
    });
  }
});

/** What the model says of a login, by the table that the service of it reads. */
function byTable({ text, options, user, client }: GeneratedTable, { accounts, states, service, today }: Facts): string {
  const path = '/etc/security/generated.conf';
  const line = `account required pam_access.so accessfile=${path} ${options}\n`;
  const stack = pamStack({ ...service, text: line, files: [{ path: '/etc/pam.d/other', text: refuseOther }] });
  const found = accounts.find((one) => one.name === user);
  assert.ok(stack.state === 'known' && found !== undefined, user);
  const host: PamHost = {
    ...{ modules: new Set(service.modules), stateFile: moduleStateFile, nologin: false, shells: undefined, today },
    tables: [{ path, text }],
    ...{ service: 'sshd', now: undefined },
  };
  const from = { address: client, host: client };
  const enrolled = enrolledState(states, user, undefined);
  return outcome(
    tryStack(stack.account, 'account', host, { account: found, enrolled, emptyPasswords: 'no', client: from }, nothing),
  );
}

interface Asked {
  readonly tables: PamHost['tables'];
  readonly client?: string;
  readonly service?: string;
  readonly now?: PamHost['now'];
}

/** What the model says of a login by the one line of the account part. What depends on the time comes to what it says of now. */
function byModule(
  { accounts, states, service, today }: Facts,
  user: string,
  line: string,
  { tables, client, service: name = 'sshd', now }: Asked,
): string {
  const text = `account required ${line}\n`;
  const stack = pamStack({ ...service, text, files: [{ path: '/etc/pam.d/other', text: refuseOther }] });
  const found = accounts.find((one) => one.name === user);
  assert.ok(stack.state === 'known' && found !== undefined, user);
  const modules = new Set(service.modules);
  const about = { stateFile: moduleStateFile, nologin: false, shells: undefined };
  const host: PamHost = { modules, ...about, today, tables, service: name, now };
  const from = client === undefined ? undefined : { address: client, host: client };
  const person: Person = {
    ...{ account: found, enrolled: enrolledState(states, user, undefined), emptyPasswords: 'no', client: from },
  };
  const trial = tryStack(stack.account, 'account', host, person, nothing);
  const why = trial.asked.flatMap(([, answers]) => answers.map((answer) => answer.why?.why ?? '')).join(' ');
  return / now is (one|none)$/.exec(why)?.[1]?.replace('one', 'in').replace('nin', 'out') ?? outcome(trial);
}

const subsets: readonly Typing[] = [
  nothing,
  { conversation: 'prompts', atPassword: 'password', atCode: 'nothing' },
  { conversation: 'prompts', atPassword: 'nothing', atCode: 'code' },
  { conversation: 'prompts', atPassword: 'password', atCode: 'code' },
  { conversation: 'prompts', atPassword: 'password+code', atCode: 'password+code' },
];

interface Case {
  readonly title: string;
  readonly call: PamCall & Pick<Typing, 'atPassword' | 'atCode'>;
  readonly predicted: string;
}

/** Every stack, for everybody, with everything that may be shown. */
function casesOf(facts: Facts): readonly Case[] {
  return writtenStacks.flatMap((written, index) =>
    names.flatMap((name) => casesFor(facts, written, `written-${index}`, name)),
  );
}

function casesFor(
  { accounts, states, service, today }: Facts,
  { title, text, files }: WrittenStack,
  name: string,
  user: string,
): Case[] {
  const own = Object.entries(files ?? {}).map(([file, content]) => ({ path: `/etc/pam.d/${file}`, text: content }));
  const others = service.files.filter(({ path }) => path !== '/etc/pam.d/other');
  const stack = pamStack({
    ...service,
    text,
    files: [...others, ...own, { path: '/etc/pam.d/other', text: refuseOther }],
  });
  const found = accounts.find((one) => one.name === user);
  assert.ok(stack.state === 'known' && found !== undefined, title);
  const { stateFile, nologin, shells, tables } = service;
  const modules = new Set(service.modules);
  const host: PamHost = { modules, stateFile, nologin, shells, today, tables, service: name, now: undefined };
  const asked = (emptyPasswords: 'yes' | 'no'): Person => ({
    account: found,
    enrolled: enrolledState(states, user, undefined),
    emptyPasswords,
  });
  const auth = subsets.flatMap((typing) =>
    (user === 'empty' ? (['yes', 'no'] as const) : (['no'] as const)).map((empty): Case => {
      const call = empty === 'yes' ? 'authenticate' : 'authenticate(PAM_DISALLOW_NULL_AUTHTOK)';
      const predicted = outcome(tryStack(stack.auth, 'auth', host, asked(empty), typing));
      return { title, call: { service: name, user, call, ...typing }, predicted };
    }),
  );
  const { endings } = tryStack(stack.account, 'account', host, asked('no'), nothing);
  const results = new Set(endings?.map(({ result }) => (result === 'success' ? 'in' : 'out')));
  return [
    ...auth,
    { title, call: { service: name, user, call: 'acct_mgmt', ...nothing }, predicted: [...results].join(' or ') },
  ];
}

/** A share of the cases by the seed, another for each release, or all. */
function chosen(cases: readonly Case[], release: string): readonly Case[] {
  const step = Math.ceil(cases.length / runs(50, cases.length));
  const first = (seed() + Number(release)) % step;
  return cases.filter((_, index) => index % step === first);
}

function typed(what: string, code: string): string {
  return what.replace('nothing', 'wrong').replace('code', code).replace('password', password).replace('+', '');
}
