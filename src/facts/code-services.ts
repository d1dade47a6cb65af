// Which PAM services call the module for one-time codes: a code is asked for by all that include them.
import type { Fact } from './fact.ts';

/** A line that calls the module. Lines count from 1. */
export interface CodeServiceLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const probe = `LC_ALL=C grep -Fns pam_google_authenticator.so /etc/pam.d/* /dev/null
true
`;

function parse(text: string): readonly CodeServiceLine[] {
  return text.split('\n').flatMap((line): CodeServiceLine[] => {
    const [, path = '', at = '', said = ''] = /^(\/etc\/pam\.d\/[^:]+):(\d{1,6}):(.*)$/.exec(line) ?? [];
    return path === '' || said.trim().startsWith('#') ? [] : [{ path, line: Number(at), text: said.trim() }];
  });
}

/** No parameters. */
export const codeServices: Fact<readonly CodeServiceLine[]> = { name: 'code-services', probe: () => probe, parse };
