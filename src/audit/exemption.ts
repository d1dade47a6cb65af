// What an exemption from codes is: a Match block for somebody, or for logins from somewhere, not for everybody.
import type { Setting } from '../formats/sshd-walk.ts';

// Patterns that take everybody, or every address.
const everything: readonly string[] = ['*', '0.0.0.0/0', '::/0', '*.*.*.*'];

/** Whether a setting counts for some only: a criterion of its Match blocks names whom, or from where. */
export function isNarrow({ conditions }: Setting): boolean {
  return conditions.some(({ criteria }) =>
    criteria.some(
      ({ attribute, patterns }) =>
        attribute !== 'all' && !patterns.split(',').some((pattern) => everything.includes(pattern)),
    ),
  );
}

/** Whether every list of AuthenticationMethods has a round in which a code is asked for. */
export function methodsAskForCode({ args }: Setting): boolean {
  return (
    args.length > 0 &&
    args.every((list) => list.split(',').some((method) => /^keyboard-interactive(?::|$)/.test(method)))
  );
}
