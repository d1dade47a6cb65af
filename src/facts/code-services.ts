// Which PAM services call the module for one-time codes: a code is asked for by all that include them.
import type { Fact } from './fact.ts';

/** A line that calls the module. Lines count from 1. */
export interface CodeServiceLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const probe = `LC_ALL=C grep -Fns pam_google_authenticator.so /etc/pam.d/* /dev/null
echo end:
`;

function parse(text: string): readonly CodeServiceLine[] {
  return text.split('\n').flatMap((line): CodeServiceLine[] => {
    const [, path = '', at = '', said = ''] = /^(\/etc\/pam\.d\/[^:]+):(\d{1,6}):(.*)$/.exec(line) ?? [];
    return path === '' || said.trim().startsWith('#') ? [] : [{ path, line: Number(at), text: said.trim() }];
  });
}

/** No parameters. A file of bytes, of which grep(1) says only that it matches, makes no answer. */
export const codeServices: Fact<readonly CodeServiceLine[]> = {
  name: 'code-services',
  probe: () => probe,
  parse,
  line: /^(?:\/etc\/pam\.d\/[^:]+:\d{1,6}:.*|end:)$/s,
};
