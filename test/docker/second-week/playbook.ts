// A roll-out of the shipped kind, for whomever a case wants in it.

/** Who stands in a playbook. Everybody but `admin`, who is always enrolled. */
export interface People {
  readonly enrolled: readonly string[];
  readonly exempt: readonly string[];
  readonly exemptGroups?: readonly string[];
  /** Key files by account, where they are not the lab's own. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** As every host of this suite is rolled out. */
export const firstWeek: People = { enrolled: ['alice', 'bob'], exempt: ['backup-bot'] };

/** The text of the playbook. */
export function playbook({ enrolled, exempt, exemptGroups = [], keys = {} }: People): string {
  const login = (user: string, expect: string): string =>
    `          - { user: ${user}, expect: ${expect}, private_key_file: ${keys[user] ?? `keys/${user}`} }\n`;
  const logins = [
    ...['admin', ...enrolled].map((user) => login(user, 'publickey+otp')),
    ...exempt.map((user) => login(user, 'publickey')),
  ];
  return `
- name: a key and a one-time code
  hosts: all
  become: true
  break_glass:
    out_of_band: the console of each host
  tasks:
    - package: { name: libpam-google-authenticator, state: present }
    - enrol: { users: [${['admin', ...enrolled].join(', ')}] }
    - pam: { policy: publickey+otp }
    - sshd_config:
        policy: publickey+otp
${exemption(exempt, exemptGroups)}    - service: { name: ssh, state: reloaded }
    - login:
        accounts:
${logins.join('')}`;
}

function exemption(users: readonly string[], groups: readonly string[]): string {
  const lists = [
    ...(users.length === 0 ? [] : [`users: [${users.join(', ')}]`]),
    ...(groups.length === 0 ? [] : [`groups: [${groups.join(', ')}]`]),
  ];
  return lists.length === 0 ? '' : `        exempt: { ${lists.join(', ')} }\n`;
}
