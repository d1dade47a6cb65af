// keyturn init: a folder to start from, with an inventory, the shipped playbooks and the schemas that their editors ask for.
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { KeyturnError, UsageError } from '../diagnostics/errors.ts';
import { systemCode } from '../enrolment/durable-file.ts';
import { shippedNames, shippedText } from '../shipped/files.ts';
import { sanitize } from '../terminal/sanitize.ts';
import type { CommandContext } from './context.ts';

/** `keyturn init DIR` */
export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .description('make a folder to start from: a commented inventory, the shipped playbooks, the schemas for editors')
    .argument('<dir>', 'the folder; it may exist, and no file in it is ever replaced')
    .action(async (dir: string) => {
      const folder = resolve(context.cwd, dir);
      const files = await startingFiles();
      await requireNone(folder, Object.keys(files));
      for (const [path, text] of Object.entries(files)) await write(join(folder, path), text);
      context.stdout.write(
        Object.keys(files)
          .map((path) => `${sanitize(join(dir, path))}\n`)
          .join(''),
      );
      context.stderr.write(next(sanitize(dir)));
    });
}

/** What is written: paths in the folder, and texts. */
async function startingFiles(): Promise<Readonly<Record<string, string>>> {
  const playbooks = (await shippedNames('playbooks')).map((name) => `playbooks/${name}`);
  const sources: Readonly<Record<string, string>> = {
    'README.md': 'starter/README.md',
    'inventory.yml': 'starter/inventory.yml',
    ...Object.fromEntries(
      [...playbooks, 'schemas/inventory.schema.json', 'schemas/playbook.schema.json'].map((path) => [path, path]),
    ),
  };
  const texts = Object.entries(sources).map(async ([path, source]) => [path, await shippedText(source)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** Rejects with a UsageError that names every file that is there already, before anything is written. */
async function requireNone(folder: string, paths: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const path of paths) {
    const file = join(folder, path);
    try {
      await lstat(file);
      there.push(path);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw cannotWrite(file, error);
    }
  }
  if (there.length > 0) {
    throw new UsageError(`nothing was written: in ${sanitize(folder)} there is already ${there.join(', ')}`, {
      help: 'name a folder of its own',
    });
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): KeyturnError {
  return new KeyturnError(
    `${sanitize(file)} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    {
      cause: error,
      help: 'what was written before it stays; name a folder that you can write, and in which none of these files are',
    },
  );
}

function next(dir: string): string {
  return `made a folder to start from. Next, in ${dir} (its README.md says more):
  1. inventory.yml: write your hosts; keyturn inventory -i inventory.yml --list shows what it says
  2. keyturn vault init vault
  3. playbooks/rollout.yml: write your people and robots (look for EDIT)
  4. keyturn plan -i inventory.yml playbooks/rollout.yml --vault vault
`;
}
