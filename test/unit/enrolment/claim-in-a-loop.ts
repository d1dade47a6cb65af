// For spent-codes.test.ts, as a process of its own: claims the steps 0, 1, 2, … and prints those it won.
import { spentCodesIn } from '../../../src/enrolment/spent-codes.ts';

const [folder = '', count = '0', start = '0'] = process.argv.slice(2);
const spent = spentCodesIn(folder);
while (Date.now() < Number(start));
const at = Date.now() / 1000;
for (let step = 0; step < Number(count); step += 1) {
  if (spent.claim({ host: 'web1', account: 'alice' }, { at, step })) process.stdout.write(`${step}\n`);
}
