// Hosts that all ask for codes need break-glass access. What the playbook alone shows is checked before any connection.
import { UsageError } from '../diagnostics/errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { TaskType } from '../tasks/task-type.ts';

/** Throws a UsageError for a play that makes several hosts ask for codes without break-glass access, or with one that needs a code. */
export function requireBreakGlass(
  plays: readonly { readonly play: Play; readonly hosts: readonly Host[] }[],
  types: ReadonlyMap<string, TaskType<never>>,
): void {
  for (const { play, hosts } of plays) {
    if (!asksForCodes(play, types)) continue;
    if (hosts.length > 1 && play.breakGlass === undefined) {
      throw new UsageError(
        `the play "${play.name}" makes ${hosts.length} hosts ask for codes, and names no break-glass access`,
        {
          help:
            'name an exempt account that becomes root (`break_glass: {accounts: [rescue]}` at the play), or a console ' +
            '(`break_glass: {out_of_band: "…"}`); or go on without it: --no-break-glass',
        },
      );
    }
    const enrolled = play.breakGlass?.accounts.filter((account) => isEnrolled(play, account)) ?? [];
    if (enrolled.length > 0) {
      throw new UsageError(
        `the play "${play.name}" enrols ${enrolled.join(', ')}, and break-glass accounts need no code`,
        {
          help: 'remove the name from `enrol` or from `break_glass`',
        },
      );
    }
  }
}

function asksForCodes({ tasks }: Play, types: ReadonlyMap<string, TaskType<never>>): boolean {
  return tasks.some(({ type, params }) => types.get(type)?.asksForCodes?.(params as never) === true);
}

function isEnrolled({ tasks }: Play, account: string): boolean {
  return tasks.some(({ type, params }) => {
    const users = type === 'enrol' ? params['users'] : undefined;
    return Array.isArray(users) && users.includes(account);
  });
}
