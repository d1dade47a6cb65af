// One case: the first week's apply, what happens then, the apply after it, and who gets in.
import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from '../../../docker/engine.ts';
import type { LabHost, LabHostSpec } from '../../../docker/host.ts';
import type { Account } from '../../../docker/keys.ts';
import { assertNothingLeft } from '../../support/host-state.ts';
import { freshCode } from '../../support/one-time-codes.ts';
import { ssh } from '../../support/openssh.ts';
import { endings, hostIn, openSite, parseReport, type Report, type Site, type VaultEntry } from '../../support/site.ts';
import { inHost } from '../../support/tripwire.ts';
import type { Case, Expected } from './cases.ts';
import { firstWeek, playbook } from './playbook.ts';

/** Hosts and controller share a small machine. */
const fewAtOnce = ['--forks', '4'] as const;

/** A site whose hosts are all rolled out. */
export interface SecondWeek {
  readonly site: Site;
  /** Of `keys/new`, which no account had before. */
  readonly publicKey: string;
}

/** Starts hosts and rolls them out. */
export async function rollOut(specs: readonly LabHostSpec[]): Promise<SecondWeek> {
  const site = await openSite(specs);
  try {
    const key = join(site.lab.directory, 'keys/new');
    await runOrThrow('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'new', '-f', key]);
    const { code, report } = await site.apply(await site.write('first-week.yml', playbook(firstWeek)), ...fewAtOnce);
    assert.equal(code, 0, endings(report));
    assert.deepEqual(new Set(report.runs[0]?.hosts.map(({ status }) => status)), new Set(['changed']));
    return { site, publicKey: (await readFile(`${key}.pub`, 'utf8')).trim() };
  } catch (error) {
    await site.lab.stop();
    throw error;
  }
}

/** Carries out a case on hosts of its own. */
export async function carryOut({ site, publicKey }: SecondWeek, one: Case, hosts: readonly LabHost[]): Promise<void> {
  for (const host of hosts) await inHost(host, `set -e\n${(one.onHost ?? ':').replaceAll('@KEY@', publicKey)}`);
  const vault = one.forgets === undefined ? 'vault' : await vaultWithout(site, one.forgets);
  const file = await site.write(`${one.name}.yml`, playbook(one.people));

  const { code, report } = await applyTo(site, hosts, file, vault);
  assert.equal(code, 0, endings(report));
  for (const host of hosts) {
    const { status, changes } = hostIn(report, host.name);
    const told = changes.map(({ summary }) => summary.replace(/:.*/, ''));
    assert.deepEqual([status, told], [one.status, one.changes], host.name);
    await assertNothingLeft(host);
  }
  await onEach(hosts, async (host) => {
    for (const expected of one.expected) await assertLogin(site, host, expected, vault);
  });
  const again = await applyTo(site, hosts, file, vault);
  assert.equal(again.code, 0, endings(again.report));
  for (const host of hosts) assert.equal(hostIn(again.report, host.name).status, 'ok', host.name);
}

/** Applies a playbook to some of the hosts. */
export async function applyTo(
  site: Site,
  hosts: readonly LabHost[],
  file: string,
  vault = 'vault',
): Promise<{ readonly code: number; readonly report: Report }> {
  const limit = hosts.map(({ name }) => name).join(',');
  const flags = [
    '-i',
    'inventory.yml',
    '--vault',
    vault,
    '--identity',
    'identity.txt',
    '--json',
    '-l',
    limit,
    ...fewAtOnce,
  ];
  const { code, stdout, stderr } = await site.keyturn('apply', file, ...flags);
  return { code, report: parseReport(stdout, stderr) };
}

/** A vault that is the site's own but for one entry. */
async function vaultWithout({ lab }: Site, account: string): Promise<string> {
  const name = `vault-without-${account}`;
  await cp(join(lab.directory, 'vault'), join(lab.directory, name), { recursive: true });
  await rm(join(lab.directory, name, `${account}.age`));
  return name;
}

async function assertLogin(site: Site, host: LabHost, expected: Expected, vault: string): Promise<void> {
  const { account, gets, key } = expected;
  const own = key === undefined ? {} : { key: join(site.lab.directory, key) };
  const login = { account: account as Account, ...own };
  const alone = await ssh(site.lab, host, login);
  const what = `${account} on ${host.name}: ${alone.stderr}`;
  if (gets === 'in with the key alone') {
    assert.deepEqual([alone.code, alone.stdout], [0, `${account}\n`], what);
    return;
  }
  assert.equal(alone.code, 255, what);
  // What sshd still wants tells whether it took the key.
  assert.match(alone.stderr, gets === 'nowhere' ? /denied \(publickey\)/ : /denied \(keyboard-interactive\)/, what);
  if (gets === 'nowhere') return;
  const { secret } = await entryIn(site, vault, account);
  const { code, stdout, stderr } = await ssh(site.lab, host, {
    ...login,
    code: await freshCode(host, account, secret),
  });
  assert.deepEqual([code, stdout], [0, `${account}\n`], `${account} on ${host.name}: ${stderr}`);
  const old = vault === 'vault' ? secret : (await entryIn(site, 'vault', account)).secret;
  if (old === secret) return;
  const refused = await ssh(site.lab, host, { ...login, code: await freshCode(host, account, old) });
  assert.equal(refused.code, 255, `${account} on ${host.name} still gets in with the old phone`);
}

async function entryIn({ lab }: Site, vault: string, account: string): Promise<VaultEntry> {
  const at = (name: string): string => join(lab.directory, name);
  const text = await runOrThrow('age', ['-d', '-i', at('identity.txt'), at(`${vault}/${account}.age`)]);
  return JSON.parse(text) as VaultEntry;
}

/** All at once; a failure is told once all are done, so that nobody works on a host that is taken down. */
async function onEach(hosts: readonly LabHost[], work: (host: LabHost) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(hosts.map(work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
