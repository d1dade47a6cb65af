// --list-hosts and --list-tasks, in Ansible's shape.
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { CommandContext } from './context.ts';
import type { PlayFlags } from './play-options.ts';

interface Listed {
  readonly play: Play;
  readonly hosts: readonly Host[];
}

/** Writes the lists that the flags ask for. Gives whether there were any: then nothing else is to be done. */
export function listInstead(
  { stdout }: CommandContext,
  { listHosts, listTasks }: Pick<PlayFlags, 'listHosts' | 'listTasks'>,
  plays: readonly Listed[],
): boolean {
  if (listHosts === true) writeHosts(plays, stdout);
  if (listTasks === true) writeTasks(plays, stdout);
  return listHosts === true || listTasks === true;
}

function writeHosts(plays: readonly Listed[], out: NodeJS.WritableStream): void {
  for (const [index, { play, hosts }] of plays.entries()) {
    out.write(`play #${index + 1} (${play.hosts}): ${play.name}\n  hosts (${hosts.length}):\n`);
    for (const host of hosts) out.write(`    ${host.name}\n`);
  }
}

function writeTasks(plays: readonly Listed[], out: NodeJS.WritableStream): void {
  for (const [index, { play }] of plays.entries()) {
    out.write(`play #${index + 1} (${play.hosts}): ${play.name}\n  tasks:\n`);
    for (const task of play.tasks) out.write(`    ${task.name} (${task.type})\n`);
  }
}
