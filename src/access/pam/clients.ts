// Where PAM tells clients apart: the tables of pam_access.
import type { Account } from '../../facts/accounts.ts';
import { moduleName } from '../../formats/pam-config.ts';
import { access, accessClients } from './access.ts';
import type { Client } from './access-client.ts';
import type { PamView } from './login.ts';
import type { StackRule } from './stack.ts';

/** The clients that the tables name for an account, as lists of `from=` have them. */
export function namedClients({ stack, host }: PamView, account: Account): readonly string[] {
  const found = rulesOf(stack).flatMap(({ args }) => accessClients(host.accessFiles, args, account));
  return [...new Set(found)];
}

/** Names for kinds of clients: two of the same name are alike for all tables that the account is looked up in. */
export function tableKinds({ stack, host }: PamView, account: Account): (client: Client) => string {
  const rules = rulesOf(stack);
  return (client) =>
    rules
      .map(({ args, control }) =>
        access({ args, control, host, client, account })
          .map(({ result, why }) => `${result} ${why?.why ?? ''}`)
          .join('|'),
      )
      .join('\n');
}

function rulesOf(stack: PamView['stack']): readonly StackRule[] {
  if (stack.state !== 'known') return [];
  return [...stack.auth, ...stack.account].filter(
    ({ kind, module }) => kind === 'module' && moduleName(module) === 'pam_access.so',
  );
}
