// For vault-crash.test.ts, as a process of its own: creates an entry, and kills itself before the given one of its file operations.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { FileHandle } from 'node:fs/promises';

const [folder = '', account = '', survive = '0'] = process.argv.slice(2);
let operations = Number(survive);
let armed = false;

/** Makes a method count, and die when the count is used up. */
function mortal(owner: object, name: string): void {
  const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
  Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
    countDown();
    return original.apply(this, args);
  });
}

function countDown(): void {
  if (!armed) return;
  if (operations === 0) process.kill(process.pid, 'SIGKILL');
  operations -= 1;
}

const handle = await fs.open(import.meta.filename);
const handles = Object.getPrototypeOf(handle) as FileHandle;
await handle.close();
Reflect.set(handles, 'writeFile', async function (this: FileHandle, bytes: Uint8Array) {
  countDown();
  await this.write(bytes.subarray(0, bytes.length / 2));
  countDown();
  await this.write(bytes.subarray(bytes.length / 2));
});
mortal(handles, 'sync');
for (const name of ['open', 'link', 'unlink']) mortal(fs, name);
syncBuiltinESMExports();

const { openVault } = await import('../../src/enrolment/vault.ts');
const { enrolmentOf } = await import('../unit/enrolment/fixtures.ts');
const vault = await openVault(folder);
armed = true;
await vault.create(enrolmentOf(account));
