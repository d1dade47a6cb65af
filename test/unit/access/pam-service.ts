// PAM services for tests: the usual modules, and files by name.
import type { Account } from '../../../src/facts/accounts.ts';
import type { PamService } from '../../../src/facts/pam-service.ts';
import { moduleStateFile } from '../../../src/formats/state-file.ts';
import type { Person } from '../../../src/access/pam/question.ts';

const modules = [
  'unix',
  'permit',
  'deny',
  'google_authenticator',
  'succeed_if',
  'debug',
  'nologin',
  'access',
  'duo',
  'env',
];

/** What Debian has in its common files, without the second module of `account`. */
const common: Readonly<Record<string, string>> = {
  'common-auth':
    'auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\nauth required pam_permit.so\n',
  'common-account':
    'account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\naccount requisite pam_deny.so\naccount required pam_permit.so\n',
};

/** A service with this text and these files besides the common ones; a path stands for itself, a name is one below /etc/pam.d. */
export function serviceOf(
  text: string,
  files: Readonly<Record<string, string | undefined>> = {},
  over: Partial<PamService> = {},
): PamService {
  return {
    ...{
      service: 'sshd',
      stateFile: moduleStateFile,
      path: '/etc/pam.d/sshd',
      kind: 'regular',
      text,
      mode: '644',
      links: 1,
      usedBy: [],
      target: undefined,
    },
    files: Object.entries({ ...common, ...files }).map(([name, content]) => ({
      path: name.startsWith('/') ? name : `/etc/pam.d/${name}`,
      text: content,
    })),
    ...{ complete: true, debian: true, nologin: false, shells: undefined, tables: [] },
    modules: modules.map((name) => `/lib/security/pam_${name}.so`),
    ...over,
  };
}

/** Somebody with a password who is enrolled, and what is different. */
export function personOf(over: Partial<Account> = {}, rest: Partial<Person> = {}): Person {
  const account: Account = {
    ...{ name: 'alice', uid: 1001, gid: 1001, home: '/home/alice', shell: '/bin/bash', loginCapable: true },
    ...{ groups: ['alice'], keyFiles: [], hidden: [], password: 'set' },
    ...over,
  };
  return { account, enrolled: { state: 'valid' }, emptyPasswords: 'no', ...rest };
}
