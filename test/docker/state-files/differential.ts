// Every variant on an account of its own: what the model says of it, and what the module says to the right code.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost } from '../../../docker/host.ts';
import { enrolledState, type Enrolled } from '../../../src/access/enrolled.ts';
import { accounts } from '../../../src/facts/accounts.ts';
import { stateFiles } from '../../../src/facts/state-files.ts';
import { gatherScript, readFacts } from '../../../src/run/phases/gather.ts';
import { newNonce } from '../../../src/run/run-id.ts';
import { askPam, writeServices, type PamCall } from '../pam/pamtester.ts';
import { codeFor } from './app.ts';
import type { Variant } from './variant.ts';

/** A verdict and the truth. `either`: one kind of code is taken and the other is not; `missing`: for the module there is no file. */
export interface Compared {
  readonly variant: Variant;
  readonly told: Enrolled;
  readonly truth: 'in' | 'out' | 'either' | 'missing';
}

const service = 'state-files';
// Who has no file is let in by the second line, and nobody else.
const unlessMissing = 'state-files-nullok';
const codeLine = 'auth required pam_google_authenticator.so noskewadj';

/** Puts all variants on the host, asks the model, and then the module. */
export async function compare(host: LabHost, variants: readonly Variant[]): Promise<readonly Compared[]> {
  await writeServices(host, [
    [service, `${codeLine}\n`],
    [unlessMissing, `${codeLine} nullok\nauth required pam_permit.so\n`],
  ]);
  // Where the time moves on to the next step meanwhile, nobody can say which code was the right one.
  for (;;) {
    await place(host, variants);
    const told = await verdicts(host, variants);
    const step = await earlyStep();
    const calls = variants.flatMap((variant, index) => callsFor(variant, nameOf(index)));
    const said = await askPam(host, calls);
    if (stepNow() !== step) continue;
    const truths = variants.map((_, index) => {
      const own = calls.flatMap(({ user }, call) => (user === nameOf(index) ? [said[call] === 'success'] : []));
      return own.every((taken) => taken) ? 'in' : own.includes(true) ? 'either' : 'out';
    });
    const missing = await missingFiles(host, truths);
    return variants.map((variant, index) => ({
      variant,
      told: told[index] ?? { state: 'absent' },
      truth: missing.has(index) ? 'missing' : (truths[index] ?? 'out'),
    }));
  }
}

async function missingFiles(host: LabHost, truths: readonly string[]): Promise<ReadonlySet<number>> {
  const refused = truths.flatMap((truth, index) => (truth === 'out' ? [index] : []));
  const call = { service: unlessMissing, call: 'authenticate', atPassword: '', atCode: '' } as const;
  const said = await askPam(
    host,
    refused.map((index) => ({ ...call, user: nameOf(index) })),
  );
  return new Set(refused.filter((_, index) => said[index] === 'success'));
}

function nameOf(index: number): string {
  return `v${index}`;
}

function stepNow(): number {
  return Math.floor(Date.now() / 30_000);
}

/** The step, with at least half of it left. */
async function earlyStep(): Promise<number> {
  while (Date.now() % 30_000 > 15_000) await sleep(250);
  return stepNow();
}

function callsFor({ text, app, either }: Variant, user: string): readonly PamCall[] {
  const secret = text.split('\n', 1)[0] ?? '';
  const byTime = Math.floor(Date.now() / 1000 / ('step' in app ? app.step : 30));
  const counters = either === true ? [2, byTime] : ['step' in app ? byTime : app.counter];
  return counters.map((counter) => ({
    ...{ service, user, call: 'authenticate', atPassword: '' },
    atCode: codeFor(secret, counter),
  }));
}

async function place(host: LabHost, variants: readonly Variant[]): Promise<void> {
  const script = variants.map(({ text, and }, index) => {
    const name = nameOf(index);
    return `
name=${name} home=/home/${name} file=/home/${name}/.google_authenticator
base64 -d >/home/.text <<'TEXT'
${Buffer.from(text).toString('base64')}
TEXT
echo '${name}:x:${3000 + index}:${3000 + index}::/home/${name}:/bin/bash' >>/etc/passwd
echo '${name}:*:19000:0:99999:7:::' >>/etc/shadow
echo '${name}:x:${3000 + index}:' >>/etc/group
mkdir -m 0755 $home
install -m 0400 /home/.text $file
chown -R $name: $home
(
:
${and ?? ''}
) </dev/null
`;
  });
  await shell(host, `${remove}\n${script.join('')}`);
}

// Once more from the beginning: the module has written some files anew, and moved counters.
const remove = `
for home in /home/v*; do
    ! mountpoint -q $home || umount $home
    rm -rf $home
done
rm -rf /srv/*
for file in passwd shadow group; do
    grep -v '^v[0-9]' /etc/$file | sed 's/v[0-9]*,\\{0,1\\}//g' >/etc/$file.new
    cat /etc/$file.new >/etc/$file
done
`;

async function shell(host: LabHost, script: string): Promise<void> {
  const { code, stderr } = await host.exec(['sh', '-eu'], script);
  if (code !== 0) throw new Error(`${host.name}: ${stderr}`);
}

async function verdicts(host: LabHost, variants: readonly Variant[]): Promise<readonly Enrolled[]> {
  const names = variants.map((_, index) => nameOf(index));
  const requests = [accounts, stateFiles].map((fact) => ({ fact, params: names }));
  const nonce = newNonce();
  const { stdout } = await host.exec(['sh', '-s'], gatherScript(requests, nonce));
  const states = readFacts(requests, stdout, nonce).get(stateFiles);
  return names.map((name) => enrolledState(states, name, undefined));
}
