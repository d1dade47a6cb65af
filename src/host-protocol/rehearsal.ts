// What a host needs to rehearse logins: the configuration as it will be, copied beside production, and a key that only this run has.
// `sshd -i` reads it through a wrapper file, never through -o, which loses to any Match (sshd_config(5): the first value counts).
import { sessionCommand } from '../formats/login-session.ts';
import { moduleName, parsePamConfig, type PamLine } from '../formats/pam-config.ts';
import { parseSshdConfig, type SshdLine } from '../formats/sshd-config.ts';
import { includePattern } from '../formats/sshd-walk.ts';
import type { Change } from '../plan/change.ts';
import { sshdScript } from './rehearsal-peer.ts';
import type { TransactionId } from './transaction-id.ts';
import { nonceWord, runName } from './word.ts';

/** What the files are made from. */
export interface RehearsalSource {
  readonly changes: readonly Change[];
  /** sshd_config and what it includes, path → text, as gathered. */
  readonly sshdFiles: ReadonlyMap<string, string>;
  readonly sshdMain: string;
  readonly pamPath: string;
  readonly pamText: string;
  /** An account's state file below its home. */
  readonly stateFile: string;
  /** From OpenSSH 9.8 on the PAM service is named by PAMServiceName, before it is the name of the program. */
  readonly hasPamServiceName: boolean;
  /** The public key, as in authorized_keys, that logs in to every account during the rehearsal, and only there. */
  readonly decoyKey: string;
  /** Whether the accounts' own key files are left in place besides it, so that sshd can be asked about the keys in them. */
  readonly keepsKeyFiles: boolean;
}

/** Files for the run's folder `rehearsal/` by name; `pam` is also the text of the PAM service `sshd-keyturn-<nonce>`. */
export interface Rehearsal {
  readonly files: ReadonlyMap<string, string>;
  /** What the staged PAM stack asks with: no other stack does, so the prompt proves which one asked. */
  readonly prompt: string;
}

/** The state file that rehearsals use: beside the real one, so that the limits there are met. */
function decoyFile(nonce: string, stateFile: string): string {
  return stateFile.replace(/[^/]*$/, `.keyturn-${nonceWord(nonce)}.decoy`);
}

/** The text for `Connection.open` that starts a rehearsed login: the staged configuration, the staged PAM service. */
export function rehearsalScript(id: TransactionId): string {
  const folder = `${runFolder(id)}/rehearsal`;
  return sshdScript(
    id.nonce,
    `${folder}/sshd-keyturn-${nonceWord(id.nonce)}`,
    `${folder}/rehearse.conf`,
    daemonFile(id),
  );
}

/** The text for `Connection.open` that starts a login to the configuration in place, but for the key. */
export function proofScript(id: TransactionId): string {
  return sshdScript(id.nonce, '"$(command -v sshd)"', `${runFolder(id)}/rehearsal/prove.conf`, daemonFile(id));
}

/** Where stage writes down what the daemon was started with: host/lib/sshd.sh. */
function daemonFile(id: TransactionId): string {
  return `${runFolder(id)}/daemon`;
}

function runFolder(id: TransactionId): string {
  return `/var/lib/keyturn/${runName(id.runId)}`;
}

/** Makes the files. */
export function rehearsalOf(id: TransactionId, source: RehearsalSource): Rehearsal {
  const folder = `${runFolder(id)}/rehearsal`;
  const prompt = `Verification code (rehearsal ${nonceWord(id.nonce).slice(0, 8)}): `;
  const { sshdFiles, pamText } = afterChanges(source);
  const service = source.hasPamServiceName ? [`PAMServiceName sshd-keyturn-${id.nonce}`] : [];
  const files = new Map<string, string>([
    ['decoy.pub', `${source.decoyKey}\n`],
    ['decoy.conf', decoyConfig(folder, source.keepsKeyFiles)],
    ['rehearse.conf', text([`Include ${folder}/decoy.conf`, ...service, `Include ${folder}/tree-0`])],
    ['prove.conf', text([`Include ${folder}/decoy.conf`, `Include ${source.sshdMain}`])],
    ['pam', rehearsalPam(pamText, decoyFile(id.nonce, source.stateFile), prompt)],
    ...tree(sshdFiles, source.sshdMain, folder),
  ]);
  return { files, prompt };
}

/** The overrides come first and stand under `Match all`: so they win over every Match of the tree, and end with their file. */
function decoyConfig(folder: string, keepsKeyFiles: boolean): string {
  return text([
    // The address that a rehearsed login comes from has no name.
    'UseDNS no',
    'Match all',
    ...(keepsKeyFiles ? [] : ['    AuthorizedKeysFile none']),
    `    AuthorizedKeysCommand /bin/cat ${folder}/decoy.pub`,
    '    AuthorizedKeysCommandUser root',
    `    ForceCommand ${sessionCommand}`,
    '    ChrootDirectory none',
  ]);
}

function afterChanges(source: RehearsalSource): { readonly sshdFiles: Map<string, string>; readonly pamText: string } {
  const sshdFiles = new Map(source.sshdFiles);
  let { pamText } = source;
  for (const change of source.changes) {
    if (change.kind === 'remove-file') sshdFiles.delete(change.path);
    if (change.kind !== 'write-file' || change.content.kind !== 'text') continue;
    if (change.path === source.pamPath) pamText = change.content.text;
    else sshdFiles.set(change.path, change.content.text);
  }
  return { sshdFiles, pamText };
}

/** The configuration files as `tree-0` (the main file), `tree-1`…, each Include naming the copies that it would take. */
function tree(
  files: ReadonlyMap<string, string>,
  main: string,
  folder: string,
): readonly (readonly [string, string])[] {
  const paths = [main, ...[...files.keys()].filter((path) => path !== main).sort()];
  const copyOf = (path: string): string => `${folder}/tree-${paths.indexOf(path)}`;
  const copy = (content: string): string =>
    parseSshdConfig(content)
      .map((line) => includeCopies(line, paths, copyOf))
      .join('');
  return paths.map((path, index) => [`tree-${index}`, copy(files.get(path) ?? '')] as const);
}

function includeCopies(line: SshdLine, paths: readonly string[], copyOf: (path: string) => string): string {
  if (line.keyword !== 'include') return line.raw;
  const copies = line.args.flatMap((pattern) => paths.slice(1).filter(includePattern(pattern)).map(copyOf));
  return copies.length === 0 ? '\n' : `Include ${copies.join(' ')}\n`;
}

/** The stack as it will be, asking with our prompt and reading the staged state files. */
function rehearsalPam(pamText: string, stateFile: string, prompt: string): string {
  const lines = parsePamConfig(pamText).map((line) => {
    if (!isCodeRule(line)) return line.raw;
    const { type, control, module, args } = line.rule;
    const kept = args.filter((arg) => !/^\[?(?:secret|authtok_prompt)=/.test(arg));
    const ours = [`secret=\${HOME}/${stateFile}`, `[authtok_prompt=${prompt}]`];
    return `${[type, control, module, ...kept, ...ours].join(' ')}\n`;
  });
  return lines.join('');
}

function isCodeRule(line: PamLine): line is Extract<PamLine, { kind: 'rule' }> {
  return (
    line.kind === 'rule' && line.rule.type === 'auth' && moduleName(line.rule.module) === 'pam_google_authenticator.so'
  );
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
