// keyturn schema: the JSON schemas that come with Keyturn, for editors and for programs that read what it writes.
import { Argument, Command } from 'commander';
import { shippedText } from '../shipped/files.ts';
import type { CommandContext } from './context.ts';

/** `keyturn schema inventory|playbook|profile|baseline|plan|report|audit` */
export function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .description(
      'print the JSON schema (draft-07) of inventories, playbooks, profiles, baselines, saved plans or reports',
    )
    .addArgument(
      new Argument('<kind>', 'which schema').choices([
        'inventory',
        'playbook',
        'profile',
        'baseline',
        'plan',
        'report',
        'audit',
      ]),
    )
    .action(async (kind: string) => {
      context.stdout.write(await shippedText(`schemas/${kind}.schema.json`));
    });
}
