// Who gets in to a simulated host: what sshd, PAM and the module for codes would do, from what the daemon runs with and what lies on the
// disk at that moment.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Evidence } from '../../src/connection/evidence.ts';
import { codeAt, stepAt } from '../../src/enrolment/totp.ts';
import { Secret } from '../../src/shell/secret.ts';
import type { SimulatedHost } from './simulated-host.ts';

/** Which sshd answers: the daemon, or one that `sshd -i` started with a configuration of ours, a path of the host. */
export type Door = 'daemon' | { readonly config: string };

/** Tries to log in with a key that is accepted, and with a code where one is asked for. */
export async function knock(
  host: SimulatedHost,
  door: Door,
  account: string,
  code: (() => Promise<Secret>) | undefined,
): Promise<Evidence> {
  const { config, service } = behind(host, door);
  const wanted = config.get('authenticationmethods') ?? '';
  if (config.get('pubkeyauthentication') !== 'yes') return refused(account, [], 'no key is taken');
  if (wanted === 'any' || wanted === 'publickey') return accepted(account, [], []);
  const partial = { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true };
  const asks = config.get('usepam') === 'yes' && config.get('kbdinteractiveauthentication') === 'yes';
  const rule = asks ? codeRule(host.root.at(service)) : undefined;
  // Nobody has a password.
  if (rule === undefined) return refused(account, [partial], 'nothing that this account could answer is asked');
  const answer = code === undefined ? undefined : (await code()).reveal();
  const isRight = answer !== undefined && takes(host, account, rule.file, answer);
  return isRight
    ? accepted(account, [partial], [rule.prompt])
    : { ...refused(account, [partial], 'the code was refused'), prompts: [rule.prompt] };
}

/** How somebody gets in at the door as it is: without trying, so that no code is used up. `secret` is base32, of their code app. */
export function wayIn(host: SimulatedHost, account: string, secret: Secret): 'key' | 'key+code' | 'none' {
  if (!host.listens()) return 'none';
  const { config, service } = behind(host, 'daemon');
  if (config.get('pubkeyauthentication') !== 'yes') return 'none';
  if (['any', 'publickey'].includes(config.get('authenticationmethods') ?? '')) return 'key';
  const asks = config.get('usepam') === 'yes' && config.get('kbdinteractiveauthentication') === 'yes';
  const rule = asks ? codeRule(host.root.at(service)) : undefined;
  return rule !== undefined && secretIn(host, account, rule.file) === secret.reveal() ? 'key+code' : 'none';
}

interface Behind {
  readonly config: ReadonlyMap<string, string>;
  /** The PAM service's file. */
  readonly service: string;
}

function behind(host: SimulatedHost, door: Door): Behind {
  if (door === 'daemon') return { config: host.effective('running'), service: 'etc/pam.d/sshd' };
  const folder = dirname(door.config);
  if (!door.config.endsWith('/rehearse.conf')) {
    return { config: host.effective({ file: 'etc/ssh/sshd_config' }), service: 'etc/pam.d/sshd' };
  }
  const nonce = /^keyturn 1 \S+ (\w+)$/m.exec(host.root.read(`${folder}/../manifest`))?.[1] ?? '';
  return { config: host.effective({ file: `${folder}/tree-0` }), service: `etc/pam.d/sshd-keyturn-${nonce}` };
}

interface CodeRule {
  readonly prompt: string;
  /** Below the account's home. */
  readonly file: string;
}

function codeRule(service: string): CodeRule | undefined {
  const text = existsSync(service) ? readFileSync(service, 'utf8') : '';
  const rule = text.split('\n').find((line) => /^auth\s+required\s+pam_google_authenticator\.so/.test(line));
  if (rule === undefined) return undefined;
  return {
    prompt: /\[authtok_prompt=([^\]]*)\]/.exec(rule)?.[1] ?? 'Verification code: ',
    file: /secret=\$\{HOME\}\/(\S+)/.exec(rule)?.[1] ?? '.google_authenticator',
  };
}

/** The module: it wants a file of the account's own, takes the codes around now, each once, and writes the file anew. */
function takes(host: SimulatedHost, account: string, name: string, code: string): boolean {
  const secret = secretIn(host, account, name);
  if (secret === undefined) return false;
  const path = host.root.at(`home/${account}/${name}`);
  const [, ...options] = readFileSync(path, 'utf8').split('\n');
  const used = options.find((line) => line.startsWith('" DISALLOW_REUSE')) ?? '" DISALLOW_REUSE';
  const now = stepAt(host.now());
  const step = [now - 1, now, now + 1].find((one) => codeAt(new Secret(secret), one).reveal() === code);
  if (step === undefined || used.split(' ').includes(String(step))) return false;
  const others = options.filter((line) => !line.startsWith('" DISALLOW_REUSE'));
  writeFileSync(path, [secret, `${used} ${step}`, ...others].join('\n'));
  return true;
}

/** What the module would take for the secret; undefined for a file that it refuses. */
function secretIn(host: SimulatedHost, account: string, name: string): string | undefined {
  const path = host.root.at(`home/${account}/${name}`);
  if (!existsSync(path)) return undefined;
  const { uid, mode } = statSync(path);
  if (uid !== statSync(host.root.at(`home/${account}`)).uid || (mode & 0o077) !== 0) return undefined;
  return readFileSync(path, 'utf8').split('\n')[0];
}

type Steps = Evidence['steps'];

function accepted(account: string, before: Steps, prompts: readonly string[]): Evidence {
  const tried = before.length === 0 ? 'publickey' : 'keyboard-interactive';
  const steps = [...before, { tried, methodsLeft: [], partialSuccess: false }];
  return { account, steps, prompts, outcome: 'accepted', detail: 'logged in' };
}

function refused(account: string, before: Steps, detail: string): Evidence {
  const last = before.length === 0 ? 'publickey' : 'keyboard-interactive';
  const steps = [...before, { tried: last, methodsLeft: [], partialSuccess: false }];
  return { account, steps, prompts: [], outcome: 'refused', detail };
}
