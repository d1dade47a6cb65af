// From changes to what stage.sh takes as its payload. The grammar is closed and line oriented, so that a POSIX shell reads it with
// builtins and nothing in it is ever evaluated:
//
//   keyturn 1 <run-id> <nonce>
//   secret <number> <text>              one per state file or decoy; the only lines that hold secrets, never written below /var/lib/keyturn
//   data
//   <text>                              the manifest
//   <text>                              a line for each line of the manifest that has a body: those with `script`, `rehearsal`, `text`
//
//   The manifest:
//   keyturn 1 <run-id> <nonce>
//   script <name> <sha256>
//   file <number> <step> <write|remove> <owner> <mode|-> <old sha256|absent> <new sha256|absent> <text|secret|-> <path>
//   rehearsal <name> <sha256>
//   decoy <number> <owner> <sha256> <secret|copy> <path>
//   assert <account> <keyword> <value>
//   reload <service>
//   end
//
// Paths and values are words: every byte outside a small set is written as `\0ooo`, which is what printf's %b reads. Texts are lines:
// the same, but that most of ASCII stays as it is.
import { createHash } from 'node:crypto';
import { Secret } from '../shell/secret.ts';
import type { Change, SshdAssertion, WriteFile } from '../plan/change.ts';
import { isFileChange, stepOf, steps, type FileChange } from '../plan/file-change.ts';
import type { HostScripts } from './host-scripts.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { TransactionId } from './transaction-id.ts';
import { account, encodeLine, encodeWord, keyword, mode, path, service } from './word.ts';

/** Everything that one transaction wants of one host. */
export interface TransactionPlan {
  readonly changes: readonly Change[];
  readonly assertions: readonly SshdAssertion[];
  /** The text of each state file that the changes name, by account. */
  readonly stateFiles: ReadonlyMap<string, Secret>;
  /** Undefined: nothing can be rehearsed. */
  readonly rehearsal?: Rehearsal | undefined;
  /** State files for rehearsals only, of accounts that have one of their own already. */
  readonly decoys?: readonly DecoyFile[];
}

/**
 * A state file beside `path`, whose secret serves the rehearsal and nothing else: `text`, or what stands at `path` with `text`, a line, in
 * place of its secret. The host makes that copy, so that nothing else of the file leaves it.
 */
export interface DecoyFile {
  readonly account: string;
  readonly path: string;
  readonly kind: 'secret' | 'copy';
  readonly text: Secret;
}

/**
 * The payload for stage.sh. Throws a TypeError for what the grammar cannot hold (a path with a newline, an account name with a
 * space, a state file that already exists, a service other than the SSH daemon): all of them are bugs of a task.
 */
export function payloadOf(id: TransactionId, plan: TransactionPlan, scripts: HostScripts): Secret {
  const header = `keyturn 1 ${id.runId} ${id.nonce}`;
  const bodies: string[] = [];
  const secrets: string[] = [];
  const manifest = [header];
  for (const [name, text] of Object.entries(scripts.staged)) {
    manifest.push(`script ${name} ${sha256(text)}`);
    bodies.push(text);
  }
  const files = ordered(plan.changes);
  for (const [index, change] of files.entries()) {
    manifest.push(fileLine(index + 1, change, plan.stateFiles, bodies, secrets));
  }
  for (const [name, text] of plan.rehearsal?.files ?? []) {
    manifest.push(`rehearsal ${name} ${sha256(text)}`);
    bodies.push(text);
  }
  for (const [index, decoy] of (plan.decoys ?? []).entries()) {
    manifest.push(decoyLine(files.length + index + 1, decoy, secrets));
  }
  for (const assertion of plan.assertions) {
    for (const [name, value] of Object.entries(assertion.values)) {
      manifest.push(`assert ${account(assertion.account)} ${keyword(name)} ${encodeWord(value)}`);
    }
  }
  for (const name of reloads(plan.changes)) manifest.push(`reload ${service(name)}`);
  manifest.push('end');
  const texts = [`${manifest.join('\n')}\n`, ...bodies];
  return new Secret([header, ...secrets, 'data', ...texts.map(encodeLine)].join('\n'));
}

/** The file changes in the order in which they go into place: state files, PAM, sshd; otherwise as the tasks gave them. */
function ordered(changes: readonly Change[]): readonly FileChange[] {
  const files = changes.filter(isFileChange);
  const paths = new Set(files.map((change) => change.path));
  if (paths.size < files.length) throw new TypeError('two changes of one transaction write the same file');
  return files.toSorted((left, right) => steps.indexOf(stepOf(left)) - steps.indexOf(stepOf(right)));
}

function fileLine(
  number: number,
  change: FileChange,
  stateFiles: ReadonlyMap<string, Secret>,
  bodies: string[],
  secrets: string[],
): string {
  const old = change.before === undefined ? 'absent' : sha256(change.before);
  const place = `file ${number} ${stepOf(change)}`;
  if (change.kind === 'remove-file') return `${place} remove root - ${old} absent - ${path(change.path)}`;
  const attributes = `${account(change.owner)} ${mode(change.mode)}`;
  if (change.content.kind === 'text') {
    const { text } = change.content;
    bodies.push(text);
    return `${place} write ${attributes} ${old} ${sha256(text)} text ${path(change.path)}`;
  }
  const secret = stateFileFor(change, change.content.account, stateFiles);
  secrets.push(`secret ${number} ${encodeLine(secret.reveal())}`);
  return `${place} write ${attributes} ${old} ${sha256(secret.reveal())} secret ${path(change.path)}`;
}

function decoyLine(number: number, decoy: DecoyFile, secrets: string[]): string {
  const text = decoy.text.reveal();
  secrets.push(`secret ${number} ${encodeLine(text)}`);
  return `decoy ${number} ${account(decoy.account)} ${sha256(text)} ${decoy.kind} ${path(decoy.path)}`;
}

function stateFileFor(change: WriteFile, owner: string, stateFiles: ReadonlyMap<string, Secret>): Secret {
  // The snapshot of what a file held must never hold a secret, so state files are only ever made, not replaced.
  if (change.before !== undefined) throw new TypeError(`the state file ${change.path} exists`);
  const secret = stateFiles.get(owner);
  if (secret === undefined) throw new TypeError(`no state file was resolved for the account "${owner}"`);
  return secret;
}

function reloads(changes: readonly Change[]): ReadonlySet<string> {
  const wanted = changes.flatMap((change) => {
    if (change.kind === 'service') return change.risk === 'login' ? [change.service] : [];
    return isFileChange(change) ? (change.notify ?? []) : [];
  });
  return new Set(wanted);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
