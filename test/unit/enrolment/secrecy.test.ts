// Secrets are opened only where they are needed: nothing else that comes out of this folder shows one.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { codesOver } from '../../../src/enrolment/codes.ts';
import { enrolmentsOf } from '../../../src/enrolment/enrolments.ts';
import { printEntry } from '../../../src/enrolment/entry-text.ts';
import { handoutText } from '../../../src/enrolment/handout.ts';
import { readIdentities } from '../../../src/enrolment/identity.ts';
import { spentCodesIn } from '../../../src/enrolment/spent-codes.ts';
import { stateFileText } from '../../../src/enrolment/state-file-text.ts';
import { codeAt, keyUri } from '../../../src/enrolment/totp.ts';
import { openVault } from '../../../src/enrolment/vault.ts';
import { enrolmentOf, newVault, sources, temporaryFolder } from './fixtures.ts';

/** Every way in which a value becomes text without `reveal()`, with what an error carries along. */
function shown(value: unknown): string {
  const deep = inspect(value, { depth: Infinity, showHidden: true, getters: true });
  const json = JSON.stringify(value) as string | undefined;
  const error =
    value instanceof Error ? `${value.stack ?? ''}${shown(value.cause)}${JSON.stringify(Object.entries(value))}` : '';
  return [deep, json ?? '', String(value), error].join('\n');
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return error;
}

describe('no secret is shown', () => {
  const folder = temporaryFolder();
  const enrolment = enrolmentOf('alice');
  const secrets = [enrolment.secret, ...enrolment.recoveryCodes].map((secret) => secret.reveal());
  const hides = (value: unknown, ...more: readonly string[]): void => {
    const text = shown(value);
    for (const secret of [...secrets, ...more]) assert.ok(!text.includes(secret), `shows ${secret}`);
  };

  it('by values made from an enrolment', () => {
    const step = 60_000_000;
    const code = codeAt(enrolment.secret, step);
    hides([
      enrolment,
      keyUri(enrolment),
      stateFileText(enrolment),
      printEntry(enrolment),
      handoutText(enrolment, 'dark'),
    ]);
    hides(code, code.reveal());
  });

  it('by vaults, identities and the enrolments of a run', async () => {
    const paths = await newVault(folder());
    const [key = ''] = /AGE-SECRET-KEY-\w+/.exec(readFileSync(paths.identity, 'utf8')) ?? [];
    const vault = await openVault(paths.vault, paths.identity);
    await vault.create(enrolment);
    const enrolments = enrolmentsOf(vault, sources);
    hides([vault, enrolments, await enrolments.obtain('alice', 'x'), await readIdentities(paths.identity)], key);
    hides(await failure(vault.create(enrolment)), key);
  });

  it('by the error for an identity with a typing mistake', async () => {
    const paths = await newVault(folder());
    const text = readFileSync(paths.identity, 'utf8');
    for (const broken of [text.replace(/.\n$/, 'x\n'), text.replace(/(KEY-1.{20}).*/, '$1'), text.toLowerCase()]) {
      writeFileSync(paths.identity, broken);
      const error = await failure(openVault(paths.vault, paths.identity));
      hides(error, ...(/KEY-1\w{20}/i.exec(broken) ?? assert.fail()));
    }
  });

  it('by the errors for entries that open but make no sense', async () => {
    const paths = await newVault(folder());
    const vault = await openVault(paths.vault, paths.identity);
    const { seal } = await import('../../../src/enrolment/seal.ts');
    const { Secret } = await import('../../../src/shell/secret.ts');
    const recipient = (await readIdentities(paths.identity)).map((identity) => identity.recipient);
    const text = printEntry(enrolment).reveal();
    const file = join(paths.vault, 'alice.age');
    for (const broken of [
      text.slice(0, -20),
      `x${text}`,
      text.replace('"version": 1', '"version": 2'),
      enrolment.secret.reveal(),
    ]) {
      writeFileSync(file, await seal(new Secret(broken), recipient));
      chmodSync(file, 0o600);
      hides(await failure(vault.read('alice')));
    }
    writeFileSync(file, await seal(printEntry(enrolment), recipient));
    renameSync(file, join(paths.vault, 'bob.age'));
    hides(await failure(vault.read('bob')));
  });

  it('by the record of spent codes', async () => {
    const spent = join(folder(), 'spent');
    const codes = codesOver(spentCodesIn(spent), { now: () => 1_800_000_000, sleep: () => Promise.resolve() });
    const request = { stateFile: { host: 'web1', account: 'alice' }, secret: enrolment.secret, clockOffset: 0 };
    const taken = [await codes.take(request), await codes.take(request), await codes.wrong(request)];
    const files = readdirSync(spent).map((name) => readFileSync(join(spent, name), 'utf8'));
    hides(files, ...taken.map((code) => code.reveal()));
  });
});
