// Logins by OpenSSH's own client: inside of the host, from any address that it has, or from outside.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../docker/engine.ts';
import type { LabHost } from '../../../docker/host.ts';
import type { Lab } from '../../../docker/lab.ts';
import { ipText, parseIp } from '../../../src/formats/ip-address.ts';
import { quote } from '../../../src/shell/quote.ts';
import { codeAt } from '../../support/one-time-codes.ts';
import { password, secret } from '../lockouts/by-hand.ts';
import { folder, typist } from './people.ts';
import type { Origin } from '../../../src/plan/origin.ts';

export type Factor = 'key' | 'password' | 'code';

/** Somebody comes from somewhere with these factors, and nothing else that is right. */
export interface Attempt {
  readonly account: string;
  readonly origin: Origin;
  readonly factors: readonly Factor[];
}

/** `broken`: neither let in nor turned away, or seen to come from elsewhere. */
export interface Outcome {
  readonly was: 'in' | 'out' | 'broken';
  readonly said: string;
}

/** Tries them all, one after another for each account: two that log in at once may write one state file. */
export async function tryAll(lab: Lab, host: LabHost, attempts: readonly Attempt[]): Promise<readonly Outcome[]> {
  const code = await codeAt(secret, Math.floor(Date.now() / 30_000));
  const inside = attempts.filter(({ origin }) => origin.kind !== 'controller');
  const { stdout } = await host.exec(['sh', '-s'], insideScript(inside, code));
  const outcomes: Outcome[] = [];
  for (const attempt of attempts) {
    const within = inside.indexOf(attempt);
    outcomes.push(within === -1 ? await fromOutside(lab, host, attempt, code) : outcomeIn(stdout, within, attempt));
  }
  return outcomes;
}

/** Where a login from there arrives: at its own address where the model does not say. */
export function arrival({ address = '', localAddress = address }: Origin): string {
  return localAddress;
}

const command = 'echo "$(id -un) $SSH_CONNECTION"';
const usual = ['NumberOfPasswordPrompts=1', 'ConnectTimeout=10', 'IdentitiesOnly=yes', 'LogLevel=INFO'] as const;

function environment(factors: readonly Factor[], code: string): readonly string[] {
  const has = (factor: Factor): boolean => factors.includes(factor);
  const [typedPassword, typedCode] = [has('password') ? password : 'wrong', has('code') ? code : '000000'];
  // The method "password" asks for one word, whatever PAM wants to know.
  const one = has('code') && !has('password') ? typedCode : typedPassword;
  return [`PASSWORD=${typedPassword}`, `CODE=${typedCode}`, `ONE=${one}`, 'SSH_ASKPASS_REQUIRE=force'];
}

function argv(attempt: Attempt, key: string, to: string, port: number, options: readonly string[]): readonly string[] {
  const usesKey = `PubkeyAuthentication=${attempt.factors.includes('key') ? 'yes' : 'no'}`;
  return [
    ...['ssh', '-F', '/dev/null', '-i', key, '-p', String(port), '-l', attempt.account],
    ...[...usual, usesKey, ...options].flatMap((option) => ['-o', option]),
    ...[to, command],
  ];
}

function insideScript(attempts: readonly Attempt[], code: string): string {
  const accounts = [...new Set(attempts.map(({ account }) => account))];
  const groups = accounts.map((account, group) => {
    const lines = attempts.flatMap((attempt, index) =>
      attempt.account === account ? [insideLine(attempt, index, code)] : [],
    );
    return `(\n${lines.join('\n')}\n) >${folder}/said.${group} 2>&1 </dev/null &`;
  });
  const named = attempts.flatMap(({ origin: { address, host } }) =>
    host === undefined || host === address ? [] : [`echo '${address} ${host}'`],
  );
  const hosts = `{ cat ${folder}/hosts\n${named.join('\n')}\n} >/etc/hosts`;
  return `${hosts}\nrm -f ${folder}/said.*\n${groups.join('\n')}\nwait\ncat ${folder}/said.*\n`;
}

function insideLine(attempt: Attempt, index: number, code: string): string {
  const { address = '', localPort = 22 } = attempt.origin;
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', `BindAddress=${address}`];
  const words = [
    ...['env', `SSH_ASKPASS=${folder}/type`, ...environment(attempt.factors, code), 'timeout', '30'],
    ...argv(attempt, `${folder}/key`, arrival(attempt.origin), localPort, options),
  ];
  return `echo '== ${index}'; ${words.map(quote).join(' ')}; echo "== ended $?"`;
}

function outcomeIn(text: string, index: number, attempt: Attempt): Outcome {
  const [, said = '', code = ''] = new RegExp(`^== ${index}\\n([^]*?)== ended (\\d+)$`, 'm').exec(text) ?? [];
  return judged(said, code === '0', attempt);
}

async function fromOutside(lab: Lab, host: LabHost, attempt: Attempt, code: string): Promise<Outcome> {
  const askpass = join(lab.directory, `type-${host.name}`);
  await writeFile(askpass, `${typist.join('\n')}\n`, { mode: 0o700 });
  const options = ['StrictHostKeyChecking=yes', `UserKnownHostsFile=${lab.knownHosts}`];
  const result = await run('env', [
    ...[`SSH_ASKPASS=${askpass}`, ...environment(attempt.factors, code)],
    ...argv(attempt, lab.keys.alice, host.address, host.port, options),
  ]);
  return judged(result.stdout + result.stderr, result.code === 0, attempt);
}

// Without PAM it is sshd that looks for /etc/nologin, when it is about to start the session.
const turnedAway =
  /not allowed because|Permission denied|Too many authentication failures|Connection (?:closed|reset) by|Received disconnect/;

function judged(said: string, succeeded: boolean, { account, origin }: Attempt): Outcome {
  if (!succeeded) return { was: turnedAway.test(said) ? 'out' : 'broken', said };
  const from = plain(origin.address ?? '');
  const seen = said.split('\n').some((line) => {
    const [name, address = ''] = line.split(' ');
    return name === account && plain(address) === from;
  });
  return { was: seen ? 'in' : 'broken', said };
}

/** One of several spellings of an address. */
function plain(address: string): string {
  const parsed = parseIp(address);
  return parsed === undefined ? address : ipText(parsed);
}
