// A list of AuthenticationMethods with a method that is switched off: sshd skips the whole list, and says nothing.
import type { SshdValues } from '../../facts/sshd-effective.ts';
import { methodLists } from '../methods.ts';
import { wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

const switches: Readonly<Record<string, string>> = {
  publickey: 'pubkeyauthentication',
  password: 'passwordauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
  'gssapi-with-mic': 'gssapiauthentication',
  hostbased: 'hostbasedauthentication',
};

const wanted: Readonly<Record<string, string>> = {
  publickey: 'PubkeyAuthentication',
  'keyboard-interactive': 'KbdInteractiveAuthentication',
};

export const methodsEnabled: Rule = {
  id: 'TFA-011',
  title: 'a method is demanded that is switched off',
  severity: 'high',
  rationale:
    'sshd leaves out every list with a method that is switched off, and where none is left it refuses the account. ' +
    'sshd -t looks at the global lists only, so a Match block can lock its accounts out without a word.',
  references: [],
  remediation: { lines: 'KbdInteractiveAuthentication yes\nPubkeyAuthentication yes', task: wantBothFactors },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'authenticationmethods',
      wrong: (value, values) => {
        const off = [...new Set(methodLists({ authenticationmethods: [value] })?.flat())].filter((method) =>
          isOff(method, values),
        );
        if (off.length === 0) return undefined;
        return { message: `${off.join(' and ')} is demanded and switched off`, ...switchOn(off) };
      },
    }),
};

/** Passwords and tickets were switched off on purpose: there it is the list that is wrong. */
function switchOn(off: readonly string[]): { readonly fix?: string } {
  const lines = off.flatMap((method) => (Object.hasOwn(wanted, method) ? [`${wanted[method] ?? ''} yes`] : []));
  return lines.length < off.length
    ? { fix: 'AuthenticationMethods publickey,keyboard-interactive' }
    : { fix: lines.join('\n') };
}

function isOff(method: string, values: SshdValues): boolean {
  const keyword = Object.hasOwn(switches, method) ? switches[method] : undefined;
  return keyword !== undefined && Object.hasOwn(values, keyword) && values[keyword]?.[0] === 'no';
}
