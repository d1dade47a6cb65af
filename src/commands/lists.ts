// --list-hosts and --list-tasks, in Ansible's shape.
import type { PlayWithHosts } from './read-inputs.ts';

/** Writes the hosts of every play. */
export function listHosts(plays: readonly PlayWithHosts[], out: NodeJS.WritableStream): void {
  for (const [index, { play, hosts }] of plays.entries()) {
    out.write(`play #${index + 1} (${play.hosts}): ${play.name}\n  hosts (${hosts.length}):\n`);
    for (const host of hosts) out.write(`    ${host.name}\n`);
  }
}

/** Writes the tasks of every play. */
export function listTasks(plays: readonly PlayWithHosts[], out: NodeJS.WritableStream): void {
  for (const [index, { play }] of plays.entries()) {
    out.write(`play #${index + 1} (${play.hosts}): ${play.name}\n  tasks:\n`);
    for (const task of play.tasks) out.write(`    ${task.name} (${task.type})\n`);
  }
}
