// keyturn audit on real hosts: what is wrong is found, what is right passes, and nothing is written anywhere.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { snapshot } from '../../docker/snapshot.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { anyLoginWrites, changesBesides } from '../support/host-state.ts';
import { endings, openSite, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';
import { notInContainers, spoiltHosts, stock, type SpoiltHost } from './audit/faults.ts';

interface AuditDocument {
  readonly exit_code: number;
  readonly totals: { readonly accounts: { readonly text: string } };
  readonly hosts: readonly {
    readonly name: string;
    readonly status: string;
    readonly round_trips: number;
    readonly accounts: readonly {
      readonly account: string;
      readonly protection: string;
      readonly exempt_until: string | null;
    }[];
    readonly verdicts: readonly { readonly rule: string; readonly outcome: string; readonly reason: string | null }[];
  }[];
}

const schemaFile = join(import.meta.dirname, '../../schemas/audit.schema.json');
const isAudit = new Ajv({ strict: false }).compile<AuditDocument>(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
);

const good = ['good-11', 'good-12', 'good-13'] as const;
/** Those on which the key of the exempt robot is good for one command only. */
const bound = ['good-12', 'good-13'] as const;

/** Where sshd refuses its configuration, it tells no values, and rules about them are unknown. */
function expectedOf({ spec, fails, repairs = [] }: SpoiltHost): readonly string[] {
  const penalties = spec.image === 'debian-13' ? ['TFA-059'] : [];
  const usual = fails.includes('TFA-010') ? ['TFA-022'] : [...stock, ...penalties];
  return [...new Set([...usual.filter((id) => !repairs.includes(id)), ...fails])].toSorted();
}

describe('keyturn audit', function () {
  this.timeout(600_000);
  let site: Site;

  before(async () => {
    const specs = good.map((name) => ({ name, image: name.replace('good', 'debian'), otp: true }));
    site = await openSite([...specs, ...spoiltHosts.map(({ spec }) => spec)]);
    const { code, report } = await site.apply('rollout.yml', '--limit', good.join(','));
    assert.equal(code, 0, endings(report));
    const bind = `sed -i 's/^/restrict,command="true" /' /home/backup-bot/.ssh/authorized_keys\n`;
    await Promise.all(bound.map((name) => inHost(site.lab.host(name), bind)));
    await Promise.all(spoiltHosts.map(({ spec, shell }) => inHost(site.lab.host(spec.name), shell)));
  });
  after(() => site.lab.stop());

  const auditOf = async (...flags: readonly string[]): Promise<AuditDocument & { readonly code: number }> => {
    const { code, stdout, stderr } = await site.keyturn('audit', '-i', 'inventory.yml', '--format', 'json', ...flags);
    const document: unknown = JSON.parse(stdout === '' ? 'null' : stdout);
    assert.ok(isAudit(document), `${JSON.stringify(isAudit.errors)} ${stderr}`);
    assert.equal(document.exit_code, code);
    return { ...document, code };
  };
  const outcomes = ({ hosts }: AuditDocument, name: string, outcome: string): readonly string[] =>
    hosts
      .find((host) => host.name === name)
      ?.verdicts.filter((one) => one.outcome === outcome)
      .map(({ rule }) => rule) ?? [];

  /** As root, with what the vault knows: hosts of the roll-out ask for a code. */
  const asRoot = ['--become', '--vault', 'vault', '--identity', 'identity.txt'] as const;

  it('finds what is wrong, on each host that and no more', async () => {
    const { code, ...document } = await auditOf(
      ...asRoot,
      '--limit',
      spoiltHosts.map(({ spec }) => spec.name).join(','),
    );
    assert.equal(code, 3);
    const found = spoiltHosts.map(({ spec }) => [spec.name, outcomes(document, spec.name, 'fail').toSorted()]);
    const expected = spoiltHosts.map((host) => [host.spec.name, expectedOf(host)]);
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  });

  it('passes what a roll-out leaves, and goes over the wire twice', async () => {
    const { code, ...document } = await auditOf(...asRoot, '--limit', good.join(','));
    // The exemption is a finding until a baseline accepts it.
    assert.equal(code, 3);
    for (const name of good) {
      const penalties = name === 'good-13' ? ['TFA-059'] : [];
      const robot = bound.some((one) => one === name) ? [] : ['TFA-028'];
      const left = ['TFA-020', 'TFA-022', 'TFA-027', ...robot, ...penalties, 'TFA-060'];
      assert.deepEqual(outcomes(document, name, 'fail'), left, name);
      assert.deepEqual(outcomes(document, name, 'unknown'), ['TFA-061'], name);
      assert.equal(document.hosts.find((host) => host.name === name)?.round_trips, 2);
    }
  });

  it('takes what a baseline accepts for what it is, until its day is over', async () => {
    const entry = (expires: string): string =>
      `accepted:\n  - { rule: TFA-027, accounts: [backup-bot], owner: ops, reason: backups, expires: ${expires} }\n`;
    const flags = [...asRoot, '--limit', 'good-12'];
    const accepted = await auditOf(...flags, '--baseline', await site.write('baseline.yml', entry('2099-01-31')));
    assert.equal(accepted.code, 0);
    assert.deepEqual(outcomes(accepted, 'good-12', 'accepted'), ['TFA-027']);
    const robot = accepted.hosts[0]?.accounts.find(({ account }) => account === 'backup-bot');
    assert.deepEqual([robot?.protection, robot?.exempt_until], ['exempt', '2099-01-31']);
    assert.equal(accepted.totals.accounts.text, '4 accounts on 1 host: 3 key+code, 1 exempt');
    const over = await auditOf(...flags, '--baseline', await site.write('over.yml', entry('2026-01-31')));
    assert.equal(over.code, 3);
  });

  it('fails every rule on some host, and passes it on another', async () => {
    const earlier = ['--report', 'json=earlier.json', '--fail-on', 'never'];
    await auditOf(...asRoot, '--limit', 'window-12', ...earlier);
    const same = await auditOf(...asRoot, '--limit', 'window-12', '--compare', 'earlier.json');
    const counter = '/home/admin/.google_authenticator';
    await inHost(site.lab.host('window-12'), `sed -i 's/COUNTER 5/COUNTER 500/' ${counter}; chmod 400 ${counter}\n`);
    const ahead = await auditOf(...asRoot, '--limit', 'window-12', '--compare', 'earlier.json');
    const all = [await auditOf(...asRoot, '--fail-on', 'never'), same, ahead];
    const where = (rule: string, outcome: string): string | undefined =>
      all.flatMap((document) =>
        document.hosts.map(({ name }) => name).filter((name) => outcomes(document, name, outcome).includes(rule)),
      )[0];
    const lines = rules.map(({ id }) => `${id} ${(where(id, 'fail') ?? '-').padEnd(12)} ${where(id, 'pass') ?? '-'}`);
    console.log(['rule    fails on     passes on', ...lines].join('\n'));
    const testable = rules.map(({ id }) => id).filter((id) => !Object.hasOwn(notInContainers, id));
    assert.deepEqual(
      testable.filter((id) => where(id, 'fail') === undefined || where(id, 'pass') === undefined),
      [],
    );
  });

  it('writes nothing', async () => {
    const host = site.lab.host('states-12');
    const before = await snapshot(host);
    await auditOf(...asRoot, '--limit', 'states-12');
    assert.deepEqual(changesBesides(before, await snapshot(host), anyLoginWrites), []);
  });

  it('passes nothing that it could not see without root', async () => {
    const asRootFails = outcomes(await auditOf(...asRoot, '--limit', 'settings-13'), 'settings-13', 'fail');
    const document = await auditOf('--limit', 'settings-13');
    for (const rule of asRootFails) assert.ok(!outcomes(document, 'settings-13', 'pass').includes(rule), rule);
    assert.ok(outcomes(document, 'settings-13', 'unknown').length > 10);
  });

  it('ends as its worst host does', async () => {
    const limit = ['--limit', 'good-12'];
    assert.equal((await auditOf(...asRoot, ...limit, '--fail-on', 'medium')).code, 3);
    assert.equal((await auditOf(...asRoot, '--limit', 'settings-13', '--fail-on', 'never')).code, 0);
    const gone = await site.write(
      'gone.yml',
      'all: { hosts: { gone: { ansible_host: 127.0.0.1, ansible_port: 1 } } }\n',
    );
    const { code, stdout } = await site.keyturn('audit', '-i', gone, '--profile', 'minimal');
    assert.equal(code, 4, stdout);
    assert.match(stdout, /1 host not audited: gone/);
  });

  it('writes reports into files beside the table', async () => {
    const files = {
      html: 'audit.html',
      sarif: 'audit.sarif',
      junit: 'audit.xml',
      markdown: 'audit.md',
      github: 'audit.txt',
    };
    const flags = Object.entries(files).flatMap(([kind, file]) => ['--report', `${kind}=${file}`]);
    const { code, stdout, stderr } = await site.keyturn('audit', '-i', 'inventory.yml', ...asRoot, ...flags);
    assert.equal(code, 3, stderr);
    assert.match(stdout, /^AUDIT \[recommended\]/);
    for (const file of Object.values(files)) {
      assert.match(await readFile(join(site.lab.directory, file), 'utf8'), /TFA-010/, file);
    }
  });
});
