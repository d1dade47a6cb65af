// Changes of files, and the step of a transaction in which each goes into place.
import type { Change, RemoveFile, WriteFile } from './change.ts';

/** The kinds of change that a transaction holds; everything else is prepared before it, or is a reload that follows from it. */
export type FileChange = WriteFile | RemoveFile;

/** Forward order. Back is the reverse: sshd must stop asking for a code before PAM and the secrets behind it go. */
export const steps = ['state', 'pam', 'sshd'] as const;

/** One step of a transaction. */
export type Step = (typeof steps)[number];

/** Whether a change writes or removes a file. */
export function isFileChange(change: Change): change is FileChange {
  return change.kind === 'write-file' || change.kind === 'remove-file';
}

/**
 * The step that a file belongs to. What is neither a state file nor sshd's goes with PAM: it is read at login at the latest,
 * so it must be there before sshd asks.
 */
export function stepOf(change: FileChange): Step {
  if (change.kind === 'write-file' && change.content.kind === 'state-file') return 'state';
  return /^\/(?:usr\/)?etc\/ssh\//.test(change.path) ? 'sshd' : 'pam';
}
