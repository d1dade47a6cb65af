// Where the secrets of one-time codes are, who may read them, and what sshd's PAM service asks.
import { secret } from '../lockouts/by-hand.ts';
import { enrolled, folder } from './people.ts';

interface Store {
  /** Of the PAM module. */
  readonly options: string;
  /** Without one there are no files. */
  readonly mode?: string;
  readonly owner?: string;
  readonly isCentral?: boolean;
  /** Lines, where it is not a good file. */
  readonly text?: string;
}

/** What is varied: state files, with the options of the module that go with them. */
export const stores: Readonly<Record<string, Store>> = {
  home: { options: '', mode: '0400' },
  'home-by-name': { options: 'secret=${HOME}/.google_authenticator', mode: '0600' },
  nullok: { options: 'nullok', mode: '0400' },
  none: { options: '' },
  'none-nullok': { options: 'nullok' },
  'others-may-read': { options: '', mode: '0644' },
  'of-root': { options: '', mode: '0400', owner: 'root' },
  'no-secret': { options: '', mode: '0400', text: '" TOTP_AUTH\\n' },
  central: { options: 'secret=/var/lib/codes/${USER} user=root', mode: '0400', owner: 'root', isCentral: true },
};

const code = 'auth required pam_google_authenticator.so';
const passwords = '@include common-auth';

/** What is varied: the auth part of the service. */
export const stacks: Readonly<Record<string, readonly string[]>> = {
  password: [passwords],
  code: [code],
  'password-and-code': [passwords, code],
  'code-and-password': [code, passwords],
  'code-or-permit': [code, 'auth required pam_permit.so'],
  'code-or-password': [code.replace('required', 'sufficient'), passwords],
};

/** Shell that puts state files and PAM service into place. A file takes codes for minutes, and none is used up. */
export function storeScript(store: string, stack: string): string {
  const { options, mode, owner, isCentral, text } = stores[store] ?? { options: '' };
  const content = text ?? `${secret}\\n" TOTP_AUTH\\n" WINDOW_SIZE 100\\n`;
  const files = enrolled.map((name) => {
    const path =
      isCentral === true
        ? `/var/lib/codes/${name}`
        : `"$(getent passwd ${name} | cut -d : -f 6)/.google_authenticator"`;
    return `install -m ${mode ?? ''} -o ${owner ?? name} ${folder}/state ${path}`;
  });
  const lines = (stacks[stack] ?? []).map((line) => line.replace('.so', `.so ${options}`).trimEnd());
  return `
rm -f /home/*/.google_authenticator /root/.google_authenticator /var/lib/codes/*
printf '${content}' >${folder}/state
${mode === undefined ? '' : files.join('\n')}
{
${lines.map((line) => `echo '${line}'`).join('\n')}
grep -v '^${passwords}' ${folder}/pam
} >/etc/pam.d/sshd
`;
}
