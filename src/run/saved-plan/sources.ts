// What the plan of a host was made from, as far as it can be named to a reader: the files first of all.
import { createHash } from 'node:crypto';
import { codeModule } from '../../access/pam/modules.ts';
import type { Facts } from '../../facts/fact.ts';
import { opensshVersion } from '../../facts/openssh-version.ts';
import { osRelease } from '../../facts/os-release.ts';
import { pamService } from '../../facts/pam-service.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { stateFiles, type StateFile } from '../../facts/state-files.ts';
import { stateSettings } from '../../formats/state-settings.ts';
import type { Sources } from './document.ts';

/**
 * Every source by its name: paths with a sha256, and words for what is no file. A file that is missing does not occur; what changes with
 * each login, such as the codes that a state file remembers, is not part of it.
 */
export function sourcesOf(facts: Facts, managingAccount: string): Sources {
  const { id, versionId } = facts.get(osRelease);
  const version = facts.get(opensshVersion);
  const pam = facts.get(pamService);
  const entries: readonly (readonly [string, string])[] = [
    ['operating system', `${id} ${versionId}`],
    ['OpenSSH', version.known ? version.text : 'unknown'],
    ['managing account', managingAccount],
    ...facts.get(sshdFiles).files.map(({ path, text }) => [path, textHash(text)] as const),
    [pam.path, pam.kind === 'regular' ? textHash(pam.text) : pam.kind],
    ...pam.files.map(({ path, text }) => [path, textHash(text)] as const),
    [codeModule, pam.modules.some((path) => path.endsWith(`/${codeModule}`)) ? 'installed' : 'absent'],
    ...facts
      .get(stateFiles)
      .files.filter(({ file }) => file.kind !== 'absent')
      .map((file) => [file.path, stateOf(file)] as const),
  ];
  return Object.fromEntries(entries);
}

/** The sha256 of a text in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function textHash(text: string | undefined): string {
  return text === undefined ? 'unreadable' : sha256(text);
}

function stateOf({ file, text }: StateFile): string {
  if (file.kind !== 'regular') return file.kind;
  const isSecret = text === undefined ? undefined : stateSettings(text).secretLength !== undefined;
  const secret = isSecret === undefined ? 'unknown' : isSecret ? 'ok' : 'malformed';
  return `${file.mode ?? '?'} of uid ${file.uid ?? '?'}, secret ${secret}`;
}
