// For vault-crash.test.ts, as a process of its own: creates an entry at a given time and prints its secret, or the error's name.
import { openVault } from '../../src/enrolment/vault.ts';
import { enrolmentOf } from '../unit/enrolment/fixtures.ts';

const [folder = '', account = '', start = '0'] = process.argv.slice(2);
const vault = await openVault(folder);
const enrolment = enrolmentOf(account);
while (Date.now() < Number(start));
try {
  await vault.create(enrolment);
  process.stdout.write(`${enrolment.secret.reveal()}\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.name : 'no error'}\n`);
}
