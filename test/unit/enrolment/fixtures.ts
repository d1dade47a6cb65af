// Temporary vaults and predictable enrolments for the tests of this folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnrolment, type Enrolment } from '../../../src/enrolment/enrolment.ts';
import { initVault } from '../../../src/enrolment/init-vault.ts';
import { KeyturnError } from '../../../src/diagnostics/errors.ts';

export const sources = { randomBytes, now: () => new Date() };

export function enrolmentOf(account: string): Enrolment {
  return createEnrolment(account, 'Example Corp', sources);
}

/** A folder that is removed after each test of the suite that asks for it. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  return () => folder;
}

export interface VaultPaths {
  readonly vault: string;
  readonly identity: string;
}

export async function newVault(folder: string): Promise<VaultPaths> {
  const paths = { vault: join(folder, 'vault'), identity: join(folder, 'config', 'identity.txt') };
  await initVault(paths.vault, paths.identity, new Date());
  return paths;
}

/** For assert.rejects and assert.throws: an expected error with these words in its message or help. */
export function saying(...words: readonly RegExp[]): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof KeyturnError)) throw error;
    const text = `${error.message}\n${error.help ?? ''}`;
    for (const word of words) if (!word.test(text)) throw new Error(`${text} does not match ${String(word)}`);
    return true;
  };
}
