// File systems that may not be there, or not be readable, when somebody logs in: from other hosts, encrypted, or mounted on demand.
import type { Fact } from './fact.ts';

/** A mount. Paths as mount(2) got them. */
export interface DistantMount {
  readonly path: string;
  readonly type: string;
}

const types = 'nfs4?|cifs|smb3|ecryptfs|autofs|fuse[^ ]*|lustre|gpfs|beegfs|ceph|afs|9p|glusterfs';

const probe = `LC_ALL=C grep -asE '^[^ ]+ [^ ]+ (${types}) ' /proc/self/mounts
echo end:
`;

function parse(text: string): readonly DistantMount[] {
  return text.split('\n').flatMap((line): DistantMount[] => {
    const [, path = '', type = ''] = /^[^ ]+ (\/[^ ]*) ([a-z0-9._-]+) /.exec(line) ?? [];
    return path === '' ? [] : [{ path: unescaped(path), type }];
  });
}

/** Blanks and backslashes are octal in mounts(5). */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** No parameters. */
export const distantMounts: Fact<readonly DistantMount[]> = {
  name: 'distant-mounts',
  probe: () => probe,
  parse,
  line: /^(?:[^ ]+ \/[^ ]* [a-z0-9._-]+ .*|end:)$/s,
};
