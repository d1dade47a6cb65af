// Where PAM tells clients apart: the tables of pam_access, and lists of pam_listfile.
import type { Account } from '../../facts/accounts.ts';
import { moduleName } from '../../formats/pam-config.ts';
import { access, accessClients } from './access.ts';
import type { Client } from './access-client.ts';
import { listedClients, listfile } from './listfile.ts';
import type { PamView } from './login.ts';
import type { ModuleAnswer } from './question.ts';
import type { StackRule } from './stack.ts';

/** The clients that the tables name for an account, as lists of `from=` have them. */
export function namedClients({ stack, host }: PamView, account: Account): readonly string[] {
  const found = rulesOf(stack).flatMap(({ module, args }) =>
    moduleName(module) === 'pam_access.so'
      ? accessClients(host.tables, args, account)
      : listedClients(host.tables, args),
  );
  return [...new Set(found)];
}

/** Names for kinds of clients: two of the same name are alike for all tables that the account is looked up in. */
export function tableKinds(view: PamView, account: Account): (client: Client) => string {
  const rules = rulesOf(view.stack);
  return (client) =>
    rules
      .map((rule) =>
        answersTo(rule, view, account, client)
          .map(({ result, why }) => `${result} ${why?.why ?? ''}`)
          .join('|'),
      )
      .join('\n');
}

function answersTo(
  { module, args, control }: StackRule,
  { host }: PamView,
  account: Account,
  client: Client,
): readonly ModuleAnswer[] {
  const question = { args, control, host, account, client };
  return moduleName(module) === 'pam_access.so' ? access(question) : listfile(question);
}

function rulesOf(stack: PamView['stack']): readonly StackRule[] {
  if (stack.state !== 'known') return [];
  return [...stack.auth, ...stack.account].filter(
    ({ kind, module }) => kind === 'module' && ['pam_access.so', 'pam_listfile.so'].includes(moduleName(module)),
  );
}
