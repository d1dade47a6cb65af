// A transaction with every kind of work in it that a host can be asked for.
import { chownSync, mkdirSync, statSync } from 'node:fs';
import { Secret } from '../../src/shell/secret.ts';
import { account, dropIn, newPam, nonce, stateFile, usual, type HostRoot, type Wanted } from './host-root.ts';

/** What the file that is removed sets. */
export const oldDropIn = 'PermitRootLogin no\n';

/** What the usual one does, and: a file is removed, one of an account is replaced, and a rehearsal is prepared. */
export const everything: Wanted = {
  changes: [
    ...usual.changes,
    { kind: 'remove-file', summary: '', risk: 'login', path: '/etc/ssh/sshd_config.d/50-old.conf', before: oldDropIn },
    {
      kind: 'write-file',
      summary: '',
      risk: 'login',
      path: `/home/${account}/settings`,
      before: 'old\n',
      content: { kind: 'text', text: 'new\n' },
      mode: '0600',
      owner: account,
    },
  ],
  assertions: [{ account, values: { authenticationmethods: 'publickey,keyboard-interactive' } }],
  rehearsal: {
    files: new Map([
      ['pam', newPam],
      ['tree-0', dropIn],
    ]),
    prompt: 'Code: ',
  },
  decoys: [{ account, path: `/home/${account}/.decoy`, kind: 'secret', text: new Secret(stateFile) }],
};

/** Puts in place what `everything` takes for granted. */
export function prepareForEverything(host: HostRoot): void {
  // Where OpenRC keeps what runs at boot.
  mkdirSync(host.at('etc/local.d'));
  const { uid, gid } = statSync(host.at(`home/${account}`));
  host.write('etc/ssh/sshd_config.d/50-old.conf', oldDropIn, 0o640);
  host.write(`home/${account}/settings`, 'old\n', 0o644);
  chownSync(host.at(`home/${account}/settings`), uid, gid);
}

/** The files that logins depend on, with mode, owner and content; nothing of ours beside them. */
export function production(host: HostRoot): string {
  return host
    .listing()
    .split('\n')
    .filter((line) => !line.includes(nonce))
    .map((line) => line.replace(/^(\S+ \d+ \d+:\d+) \d+/, '$1'))
    .join('\n');
}
