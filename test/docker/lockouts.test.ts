// The catalogue of lock-outs: what people do by hand does harm, and Keyturn, where the same lies in wait, does none. Every login
// here is OpenSSH's own.
import assert from 'node:assert/strict';
import type { LabHost, LabHostSpec } from '../../docker/host.ts';
import type { Lab } from '../../docker/lab.ts';
import { codeAt, freshCode } from '../support/one-time-codes.ts';
import { runs, seed } from '../support/seed.ts';
import { hostIn, openSite, parseReport, withVault, type ReportedHost, type Site } from '../support/site.ts';
import { secret as ownSecret } from './lockouts/by-hand.ts';
import { login, mayMount, remember, reset, shell, type Phone } from './lockouts/ground.ts';
import { lockouts } from './lockouts/index.ts';
import type { Factors, Before, Lockout, User } from './lockouts/lockout.ts';

const everybody = ['admin', 'alice', 'bob', 'backup-bot'] as const;

/** A few of the cases by the seed, or all. `LOCKOUT=L6` names one. */
function chosen(): readonly Lockout[] {
  const named = process.env['LOCKOUT'];
  if (named !== undefined) return lockouts.filter(({ id }) => named.split(',').includes(id));
  const count = runs(8, lockouts.length);
  const first = seed() % lockouts.length;
  return lockouts.filter((_, index) => (index - first + lockouts.length) % lockouts.length < count);
}

function hostOf({ image, kind }: Lockout): string {
  return kind === undefined ? image : `${image}-${kind}`;
}

function specOf({ kind }: Lockout): Partial<LabHostSpec> {
  if (kind === 'socket') return { ssh: 'socket' };
  return kind === 'second' ? { secondSshd: true } : { dockerArgs: mayMount };
}

describe('lock-outs', function () {
  this.timeout(120_000);
  const cases = chosen();
  let site: Site;

  before(async () => {
    const specs = cases.map((lockout) => ({
      name: hostOf(lockout),
      image: lockout.image,
      otp: lockout.kind !== 'plain',
      ...specOf(lockout),
    }));
    site = await openSite([...new Map(specs.map((spec) => [spec.name, spec])).values()]);
    await Promise.all(site.lab.hosts.map(remember));
  });
  after(() => site.lab.stop());

  for (const lockout of cases) {
    const { id, title, expect } = lockout;
    it(`${id} on ${lockout.image}: ${title}: ${expect.status}`, async () => {
      const host = site.lab.host(hostOf(lockout));
      await reset(host, lockout.kind);
      await shell(host, `${lockout.fault ?? ''}\n${lockout.byHand}`);
      await assertHarm(site, host, lockout);

      await reset(host, lockout.kind);
      await shell(host, lockout.fault ?? '');
      await assertIn(site, host, usual(lockout), lockout.harm);
      const reported = await applied(site, host, lockout);
      assert.equal(reported.status, expect.status, ending(reported));
      switch (expect.status) {
        case 'refused':
          assertRefused(reported, expect);
          await assertAsBefore(site, host, lockout);
          break;
        case 'reverted':
          assert.match(JSON.stringify(reported.problem), expect.says);
          await assertAsBefore(site, host, lockout);
          break;
        case 'changed':
          assert.deepEqual(warned(reported), expect.warns ?? [], ending(reported));
          await assertTwoFactors(site, host, lockout, expect);
      }
    });
  }
});

/** By hand: locked out whatever one shows, or in with less than two factors. */
async function assertHarm({ lab }: Site, host: LabHost, { harm, before }: Lockout): Promise<void> {
  // One code for all of it: who comes twice with it shows that it may be used again.
  const phone = { code: await codeAt(ownSecret, Math.floor(Date.now() / 30_000)) };
  if ('letIn' in harm) {
    await comeBefore(lab, host, harm.letIn, harm.after, phone);
    const port = harm.at === 'second' ? host.secondPort : host.port;
    const seen = await login(lab, host, harm.letIn, harm.with, phone, port);
    assert.ok(seen.in, `no harm: ${harm.letIn} is refused with ${harm.with}: ${seen.said}`);
    return;
  }
  await comeBefore(lab, host, harm.lockedOut, harm.after, phone);
  for (const factors of new Set<Factors>(['key', 'key+code', before?.[harm.lockedOut] ?? 'key'])) {
    const seen = await login(lab, host, harm.lockedOut, factors, { ...phone, ...clumsy(harm) });
    assert.ok(!seen.in, `no harm: ${harm.lockedOut} gets in with ${factors}`);
  }
}

function clumsy(harm: Lockout['harm']): Pick<Phone, 'clumsy'> {
  return 'clumsy' in harm ? { clumsy: harm.clumsy } : {};
}

/** Guesses must be refused, right codes taken. */
async function comeBefore(
  lab: Lab,
  host: LabHost,
  user: User,
  before: Before | undefined,
  phone: Phone,
): Promise<void> {
  for (let count = 0; before !== undefined && count < before.times; count += 1) {
    const seen = await login(lab, host, user, before.with, phone);
    assert.equal(seen.in, before.with === 'key+code', `${user} with ${before.with}: ${seen.said}`);
  }
}

type Wanted = readonly (readonly [User, Factors])[];

/** How people get in before Keyturn comes. */
function usual({ before }: Lockout): Wanted {
  const keys = everybody.map((user) => [user, 'key'] as const);
  return Object.entries({ ...Object.fromEntries(keys), ...before }) as [User, Factors][];
}

async function assertIn({ lab }: Site, host: LabHost, wanted: Wanted, harm?: Lockout['harm']): Promise<void> {
  await Promise.all(
    wanted.map(async ([user, factors]) => {
      const own = harm !== undefined && 'lockedOut' in harm && harm.lockedOut === user ? clumsy(harm) : {};
      const seen = await login(lab, host, user, factors, { secret: '', ...own });
      assert.ok(seen.in, `${user} does not get in with ${factors}: ${seen.said}`);
    }),
  );
}

async function assertOut({ lab }: Site, host: LabHost, wanted: Wanted): Promise<void> {
  for (const [user, factors] of wanted) {
    const seen = await login(lab, host, user, factors);
    assert.ok(!seen.in, `${user} gets in with ${factors}`);
  }
}

async function assertAsBefore(site: Site, host: LabHost, lockout: Lockout): Promise<void> {
  await assertIn(site, host, usual(lockout));
}

function assertRefused(reported: ReportedHost, expect: Extract<Lockout['expect'], { status: 'refused' }>): void {
  const text = JSON.stringify(reported.refusals, null, 1);
  for (const cause of expect.causes) {
    const refusal = reported.refusals.find((one) => one.cause === cause && one.account === expect.account);
    assert.ok(refusal, `no refusal of ${cause} for ${expect.account ?? 'the host'}: ${text}`);
  }
  if (expect.says !== undefined) assert.match(text + (reported.problem?.message ?? ''), expect.says);
}

/** The causes of warnings; a host without a log of logins is one of the lab's. */
function warned({ warnings }: ReportedHost): readonly string[] {
  const told = warnings.filter(({ message }) => !/^whether (?:machines log in|logins had a terminal)/.test(message));
  return [...new Set(told.map(({ cause }) => cause))];
}

/** Two factors let people in, one does not; the exempt account is as before. */
async function assertTwoFactors(
  site: Site,
  host: LabHost,
  lockout: Lockout,
  { user = 'alice', lockedOut, exempt, despite, warns }: Extract<Lockout['expect'], { status: 'changed' }>,
): Promise<void> {
  await comeBefore(site.lab, host, user, despite, { code: '' });
  for (const one of new Set<User>(['admin', user])) {
    const secret = lockout.ownSecret?.includes(one) === true ? ownSecret : (await site.entry(one)).secret;
    const code = await freshCode(host, one, secret);
    const seen = await login(site.lab, host, one, 'key+code', { code });
    assert.ok(seen.in, `${one} does not get in with key and code: ${seen.said}`);
  }
  await assertIn(
    site,
    host,
    usual(lockout).filter(([one]) => one === 'backup-bot' || one === exempt),
  );
  const { harm } = lockout;
  await assertOut(site, host, [
    [user, 'key'],
    ...('letIn' in harm && warns === undefined ? [[harm.letIn, harm.with] as const] : []),
    ...(lockedOut === undefined ? [] : [[lockedOut, 'key'] as const]),
  ]);
}

/** What a failed test tells of a run. */
function ending({ status, refusals, problem }: ReportedHost): string {
  return JSON.stringify({ status, refusals, problem }, null, 1);
}

const usualPeople: readonly User[] = ['admin', 'alice', 'bob'];

/** One run of the usual play, by an operator who has never seen the host: so no code is spent but on this host as it is now. */
async function applied(site: Site, host: LabHost, { id, play }: Lockout): Promise<ReportedHost> {
  const playbook = await site.write(`lockout-${id}.yml`, playbookText(play));
  const argv = ['apply', playbook, ...withVault, '--limit', host.name, '--json', ...(play?.flags ?? [])];
  const { code, stdout, stderr } = await site.operator(id).keyturn(...argv);
  const reported = hostIn(parseReport(stdout, stderr), host.name);
  const codes: Readonly<Record<string, number>> = { changed: 0, refused: 6, reverted: 8 };
  assert.equal(code, codes[reported.status], ending(reported));
  return reported;
}

function playbookText({ enrol = usualPeople, withoutPam, exemptGroup }: NonNullable<Lockout['play']> = {}): string {
  const people = enrol.length === 0 ? '' : `- { name: People, enrol: { users: [${enrol.join(', ')}] } }`;
  const code = withoutPam === true ? '' : '- { name: Code, pam: { policy: publickey+otp } }';
  const groups = exemptGroup === undefined ? '' : `, groups: [${exemptGroup}]`;
  return `- name: Two factors
  hosts: all
  become: true
  tasks:
    - { name: Module, package: { name: libpam-google-authenticator } }
    ${people}
    ${code}
    - { name: Both, sshd_config: { policy: publickey+otp, exempt: { users: [backup-bot]${groups} } } }
    - { name: Reload, service: { name: ssh, state: reloaded } }
`;
}
