import assert from 'node:assert/strict';

import { sudo } from '../../../src/become/sudo.ts';

describe('sudo', () => {
  // The words of sudo 1.9.5 to 1.9.16, of sudo-rs 0.2, and of shells that find no sudo.
  const said: readonly (readonly [string, RegExp, RegExp])[] = [
    ['sudo: a password is required\n', /asks for a password/, /NOPASSWD is needed for now/],
    [
      'sudo: unable to resolve host web1: Name or service not known\nsudo: a password is required\n',
      /asks for a password/,
      /NOPASSWD/,
    ],
    ['sudo: a terminal is required to read the password; either use the -S option', /asks for a password/, /NOPASSWD/],
    ['sudo: interactive authentication is required\n', /asks for a password/, /NOPASSWD/],
    ['admin is not in the sudoers file.  This incident will be reported.\n', /does not let this account/, /NOPASSWD/],
    [
      "Sorry, user admin is not allowed to execute '/bin/sh -s' as root on web1.\n",
      /does not let this account/,
      /NOPASSWD/,
    ],
    ['Sorry, user admin may not run sudo on web1.\n', /does not let this account/, /NOPASSWD/],
    ["sudo: I'm sorry admin. I'm afraid I can't do that\n", /does not let this account/, /NOPASSWD/],
    ['sudo: sorry, you must have a tty to run sudo\n', /requiretty/, /!requiretty/],
    ['sudo: account validation failure, is your account locked?\n', /PAM/, /pam\.d\/sudo/],
    ['sudo: PAM account management error: Permission denied\n', /PAM/, /pam\.d\/sudo/],
    [
      'sudo: /etc/sudo.conf is owned by uid 1000, should be 0\nsudo: no valid sudoers sources found, quitting\n',
      /broken/,
      /visudo/,
    ],
    ['sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set\n', /broken/, /visudo/],
    ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.\n', /broken/, /visudo/],
    ["env: 'sudo': No such file or directory\n", /no sudo/, /install sudo/],
    ['env: ‘sudo’: No such file or directory\n', /no sudo/, /install sudo/],
    ["env: can't execute 'sudo': No such file or directory\n", /no sudo/, /install sudo/],
    ['bash: line 1: sudo: command not found\n', /no sudo/, /install sudo/],
    ['sh: 1: sudo: not found\n', /no sudo/, /install sudo/],
  ];
  for (const [stderr, message, help] of said) {
    it(`is understood to say ${JSON.stringify(stderr.trim().slice(0, 60))}`, () => {
      const failure = sudo.explain(stderr, 1);
      assert.match(failure?.message ?? '', message);
      assert.match(failure?.help ?? '', help);
    });
  }

  it('is not blamed for what a script says', () => {
    assert.equal(sudo.explain('cat: /x: No such file or directory\nsudo: unable to resolve host web1\n', 1), undefined);
  });

  it('does not ask', () => {
    assert.equal(
      sudo.command('/bin/sh -s'),
      'exec env LC_ALL=C LC_SSH_CONNECTION="$SSH_CONNECTION" sudo -n -- /bin/sh -s',
    );
  });
});
