// What the model is known to read differently from sshd, one of each kind. Where `sshd -T` was asked, the verdict is `unknown` then: what we
// read and what sshd says differ, and the host is refused.

/** A configuration that two readers read differently, and the value that each of them finds for alice from 10.1.2.3. */
export interface Limit {
  readonly what: string;
  /** Of Debian, whose sshd it is. */
  readonly release: '11' | '12';
  readonly text: string;
  readonly keyword: 'allowusers' | 'passwordauthentication';
  readonly ours: string;
  readonly sshds: string;
}

export const limits: readonly Limit[] = [
  {
    what: 'up to 8.4 a # begins a comment in the middle of a word',
    release: '11',
    text: 'AllowUsers alice#bob\n',
    keyword: 'allowusers',
    ours: 'alice#bob',
    sshds: 'alice',
  },
  {
    what: 'up to 9.2 single quotes are letters in a Match line',
    release: '12',
    text: "PasswordAuthentication yes\nMatch User 'alice'\nPasswordAuthentication no\n",
    keyword: 'passwordauthentication',
    ours: 'no',
    sshds: 'yes',
  },
  {
    what: 'up to 9.2 an equals sign ends a word of a Match line',
    release: '12',
    text: 'PasswordAuthentication yes\nMatch User alice=Group=alice\nPasswordAuthentication no\n',
    keyword: 'passwordauthentication',
    ours: 'yes',
    sshds: 'no',
  },
];
