// A host that gets one configuration after another, with store and PAM service, and what our own gather sees of each.
import type { LabHost } from '../../../docker/host.ts';
import { accessRequests } from '../../../src/access/host-view.ts';
import { sshdDaemon } from '../../../src/facts/sshd-daemon.ts';
import { mergeRequests } from '../../../src/facts/fact.ts';
import { readAnswers, type Answers } from '../../../src/run/audit/ask.ts';
import { gatherScript } from '../../../src/run/phases/gather.ts';
import { newNonce } from '../../../src/run/run-id.ts';
import { quote } from '../../../src/shell/quote.ts';
import { configuration, pick, type Files } from '../access/configurations.ts';
import type { Combination, Draw } from '../access/pairs.ts';
import { reload } from '../lockouts/by-hand.ts';
import { faults, repair } from './faults.ts';
import { names } from './people.ts';
import { storeScript } from './stores.ts';

const main = '/etc/ssh/sshd_config';
const directory = '/etc/ssh/differential';

/** The configuration twice: with methods for everybody that ask for more than a key, and, where sshd takes it so only, without. */
export function candidates(combination: Combination, draw: Draw): readonly Files[] {
  const [[, text] = ['', ''], ...others] = configuration(combination, directory, draw);
  const top = preamble(combination, draw);
  const methods = combination['policy'] === 'methods' ? [] : pick(draw, everybodys);
  return [[...top, ...methods], top].map((lines) => [[main, `${lines.join('\n')}\n${text}`], ...others]);
}

const everybodys: readonly (readonly string[])[] = [
  [],
  ['AuthenticationMethods publickey,keyboard-interactive'],
  ['AuthenticationMethods publickey,keyboard-interactive publickey,password'],
  ['AuthenticationMethods keyboard-interactive'],
  ['AuthenticationMethods password'],
];

/** What lets many logins come at once, and PAM have its say where that is not what is varied. */
function preamble({ match, policy, release }: Combination, draw: Draw): readonly string[] {
  return [
    ...['Port 22', 'Port 2222', 'MaxStartups 200'],
    ...(release === '13' ? ['PerSourcePenalties no'] : []),
    ...(policy === 'pam' ? [] : ['UsePAM yes']),
    ...(match === 'host' && draw(3) > 0 ? ['UseDNS yes'] : []),
  ];
}

/** Our own connection, as the host would see it. */
export interface Ends {
  readonly client: string;
  readonly local: string;
}

/** A configuration that is in place, and what was gathered then. */
export interface Configured {
  readonly files: Files;
  readonly answers: Answers;
}

/** Puts the first of the configurations that sshd takes into place, reloads, and gathers. */
export async function configure(
  host: LabHost,
  configurations: readonly Files[],
  { store = '', stack = '', fault = 'none' }: Combination,
  { client, local }: Ends,
): Promise<Configured> {
  const tries = configurations.map((files, index) => `{ ${written(files)}\n/usr/sbin/sshd -t && used=${index}; }`);
  const requests = mergeRequests([...accessRequests(['admin', ...names]), { fact: sshdDaemon, params: [] }]);
  const nonce = newNonce();
  const script = `exec 3>&1
(
set -eu
exec >&2
${tries.join(' || ')}
${storeScript(store, stack)}
${repair}
${faults[fault] ?? ''}
${reload}
echo "used:$used" >&3
) || exit 7
SSH_CONNECTION='${client} 50000 ${local} 22'; export SSH_CONNECTION
${gatherScript(requests, nonce)}`;
  const { code, stdout, stderr } = await host.exec(['sh', '-s'], script);
  const files = configurations[Number(/^used:(\d+)$/m.exec(stdout)?.[1])];
  if (files === undefined) throw new Error(`${host.name}: exit ${code}: ${stderr}`);
  return { files, answers: readAnswers(requests, stdout, nonce) };
}

function written(files: Files): string {
  return [
    `rm -rf ${directory}; mkdir ${directory}`,
    ...files.map(([path, text]) => `printf %s ${quote(text)} >${quote(path)}`),
  ].join('\n');
}
