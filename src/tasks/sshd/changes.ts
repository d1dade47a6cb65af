// From files as they are to files in the desired state.
import type { Distro } from '../../distros/distro.ts';
import type { SshdFiles } from '../../facts/sshd-files.ts';
import type { Change } from '../../plan/change.ts';
import type { SshdTexts } from './placement.ts';

/** The changes that make the drop-in and the main file as planned; no other file of sshd is ever written. */
export function fileChanges(found: SshdFiles, texts: SshdTexts, distro: Distro, summary: string): readonly Change[] {
  const before = new Map(found.files.map(({ path, text }) => [path, text]));
  return [distro.sshdDropIn, distro.sshdConfig].flatMap((path): Change[] => {
    const [old, text] = [before.get(path), texts.get(path)];
    if (old === text) return [];
    const common = { summary: `${path}: ${summary}`, risk: 'login', notify: [distro.sshService], path } as const;
    if (text !== undefined) {
      return [
        { ...common, kind: 'write-file', before: old, content: { kind: 'text', text }, mode: '0600', owner: 'root' },
      ];
    }
    return old === undefined ? [] : [{ ...common, kind: 'remove-file', before: old }];
  });
}
