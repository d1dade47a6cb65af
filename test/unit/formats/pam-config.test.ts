import assert from 'node:assert/strict';
import { moduleName, parsePamConfig, printPamConfig, shownPamLine } from '../../../src/formats/pam-config.ts';

describe('formats/pam-config', () => {
  for (const [text, expected] of [
    ['auth required pam_unix.so nullok\n', ['auth', false, 'required', 'pam_unix.so', 'nullok']],
    ['-AUTH\tRequired pam_x.so # why\n', ['auth', true, 'required', 'pam_x.so']],
    ['auth [success=1  default=ignore] pam_unix.so\n', ['auth', false, '[success=1 default=ignore]', 'pam_unix.so']],
    [
      'auth required pam_g.so [authtok_prompt=Your code: ] noskewadj\n',
      ['auth', false, 'required', 'pam_g.so', '[authtok_prompt=Your code: ]', 'noskewadj'],
    ],
    ['auth \\\n  required \\\n pam_g.so\n', ['auth', false, 'required', 'pam_g.so']],
    ['auth substack password-auth\r\n', ['auth', false, 'substack', 'password-auth\r']],
    ['auth [Success=ok] pam_x.so\n', ['auth', false, '[Success=ok]', 'pam_x.so']],
    ['auth\trequired\tpam_x.so [a \\] b]\n', ['auth', false, 'required', 'pam_x.so', '[a \\] b]']],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as one rule`, () => {
      const [line, ...others] = parsePamConfig(text);
      assert.ok(line?.kind === 'rule');
      assert.deepEqual(others, []);
      const { type, quiet, control, module, args } = line.rule;
      assert.deepEqual([type, quiet, control, module, ...args], expected);
    });
  }

  it('tells includes, comments, blanks and what PAM would not understand', () => {
    const text =
      '@include common-auth # x\n# auth\n\n  \nauth\nfoo bar baz\n# ends in a backslash \\\nauth required a.so';
    const lines = parsePamConfig(text);
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['include', 'comment', 'blank', 'blank', 'broken', 'broken', 'comment', 'rule'],
    );
    assert.equal(lines[0]?.kind === 'include' && lines[0].service, 'common-auth');
    assert.equal(printPamConfig(lines), text);
  });

  it('shows no value that may be a key, and what the module for codes is told', () => {
    const cases = {
      '-auth sufficient pam_yubico.so id=1 \\\n key=c2U= [url=https://x/?k=v w] debug # key=old\n':
        '-auth sufficient pam_yubico.so id=… key=… [url=…] debug',
      'auth [success=1 default=ignore] pam_unix.so nullok': 'auth [success=1 default=ignore] pam_unix.so nullok',
      'auth required /lib/security/pam_google_authenticator.so secret=${HOME}/x user=root':
        'auth required /lib/security/pam_google_authenticator.so secret=${HOME}/x user=root',
      'auth required pam_google_authenticator.so secret=JBSWY3DP [secret=JBSW Y3DP]':
        'auth required pam_google_authenticator.so secret=… [secret=…]',
      'auht required pam_yubico.so key=c2U= # old': 'auht required pam_yubico.so key=…',
      'auth optional pam_exec.so expose_authtok /usr/local/bin/ask --token abc':
        'auth optional pam_exec.so expose_authtok /usr/local/bin/ask …',
      'auth required pam_other.so try_first_pass Hunter2 -k s3cret': 'auth required pam_other.so try_first_pass …',
      'account required pam_succeed_if.so user ingroup nopasswd':
        'account required pam_succeed_if.so user ingroup nopasswd',
    };
    for (const [text, shown] of Object.entries(cases)) assert.equal(shownPamLine(text), shown);
  });

  it('names a module whatever its path', () => {
    assert.equal(moduleName('/usr/lib/security/pam_x.so'), 'pam_x.so');
    assert.equal(moduleName('pam_x.so'), 'pam_x.so');
  });
});
