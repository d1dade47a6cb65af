// What sshd is asked about: who connects from where, for many configurations in one exec.
import type { LabHost } from '../../../docker/host.ts';
import type { MatchAccount, Peer } from '../../../src/formats/sshd-match.ts';
import { quote } from '../../../src/shell/quote.ts';
import { accessKeywords } from '../../../src/access/setting-values.ts';
import type { Files } from './configurations.ts';

/** Accounts as `prepare` makes them. */
export const people = [
  { name: 'root', groups: ['root'] },
  { name: 'alice', groups: ['alice', 'crew'] },
  { name: 'bob', groups: ['bob', 'crew', 'ops'] },
  { name: 'backup-bot', groups: ['backup-bot'] },
] as const satisfies readonly MatchAccount[];

const home = { localAddress: '192.168.0.1', localPort: 22, routingDomain: 'blue' } as const;

/** Connections, every part of them known. */
export const peers = [
  { address: '10.1.2.3', host: 'desk.example.com', ...home },
  { address: '10.200.0.1', host: '10.200.0.1', ...home, localAddress: '10.0.0.1' },
  { address: '203.0.113.5', host: 'far.example.org', ...home, localPort: 2222, routingDomain: 'red' },
  { address: '127.0.0.1', host: 'localhost', ...home, localAddress: '127.0.0.1' },
  { address: '2001:db8::5', host: 'desk.example.com', ...home, localAddress: '2001:db8::1', localPort: 2222 },
] as const satisfies readonly Required<Peer>[];

/** One account from one peer, with one configuration. */
export interface Question {
  readonly files: Files;
  readonly person: MatchAccount;
  readonly peer: (typeof peers)[number];
}

/** What sshd printed: values by keyword, or why it refused. */
export type Answer = { readonly values: ReadonlyMap<string, string> } | { readonly refused: string };

/** Gives the host the groups that the questions are about. */
export async function prepare(host: LabHost): Promise<void> {
  const script =
    'groupadd crew; groupadd ops; usermod -aG crew alice; usermod -aG crew,ops bob; mkdir /tmp/differential';
  const { code, stderr } = await host.exec(['sh', '-ec', script]);
  if (code !== 0) throw new Error(stderr);
}

/** sshd's answers, in the order of the questions. */
export async function ask(host: LabHost, questions: readonly Question[]): Promise<readonly Answer[]> {
  const written = new Set<Files>();
  const script = questions.flatMap(({ files, person, peer }) => {
    const isNew = !written.has(files);
    written.add(files);
    return [...(isNew ? write(files) : []), asked(files, person.name, peer)];
  });
  const wanted = `^(== |${accessKeywords.join(' |')} |[^a-z])`;
  const whole = `{\n${script.join('\n')}\n} 2>&1 </dev/null | grep -E ${quote(wanted)}\n`;
  const { stdout } = await host.exec(['sh', '-s'], whole);
  return stdout
    .split(/^== .*\n/m)
    .slice(1)
    .map(answerOf);
}

function write(files: Files): readonly string[] {
  const directory = (files[0]?.[0] ?? '').replace(/\/[^/]*$/, '');
  return [`mkdir ${quote(directory)}`, ...files.map(([path, text]) => `printf %s ${quote(text)} >${quote(path)}`)];
}

function asked(files: Files, user: string, peer: Question['peer']): string {
  const { address, host, localAddress, localPort, routingDomain } = peer;
  const connection = `user=${user},host=${host},addr=${address},laddr=${localAddress},lport=${localPort},rdomain=${routingDomain}`;
  return `echo == asked; /usr/sbin/sshd -T -f ${quote(files[0]?.[0] ?? '')} -C ${quote(connection)}`;
}

function answerOf(text: string): Answer {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, keyword, value] = /^([a-z]+) (.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined) continue;
    const before = values.get(keyword);
    values.set(keyword, before === undefined ? value : `${before} ${value}`);
  }
  return values.has('permitrootlogin') ? { values } : { refused: text.trim() };
}
