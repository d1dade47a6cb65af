// Saved plans as files: never written over a file, and read as untrusted input.
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError, KeyturnError, UsageError } from '../diagnostics/errors.ts';
import { savedPlanLimit } from '../documents/limits.ts';
import { readText } from '../documents/read.ts';
import { compileSchema, type SchemaObject } from '../documents/schema.ts';
import { createDurably, systemCode } from '../enrolment/durable-file.ts';
import type { SavedPlan } from '../run/saved-plan/document.ts';
import { sha256 } from '../run/saved-plan/sources.ts';
import { shippedText } from '../shipped/files.ts';
import { sanitizeJson } from '../terminal/sanitize.ts';
import type { CommandContext } from './context.ts';

/** Whether a file looks like a saved plan: it begins with `{`, which no playbook does. False for one that cannot be read. */
export async function looksLikeSavedPlan({ cwd }: CommandContext, file: string): Promise<boolean> {
  if (file === '-') return false;
  const start = Buffer.alloc(64);
  try {
    const handle = await open(resolve(cwd, file), 'r');
    try {
      await handle.read(start, 0, start.length, 0);
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
  return /^\ufeff?\s*\{/.test(start.toString('utf8'));
}

/** Reads a saved plan. Rejects with an InputError for a file that is none, or whose texts are not those that it was made with. */
export async function readSavedPlan(context: CommandContext, file: string): Promise<SavedPlan> {
  const { text, source, diagnostics } = await readText(file, { ...context, limit: savedPlanLimit });
  if (text === undefined) throw new InputError(diagnostics, [source]);
  const bad = (why: string): InputError =>
    new InputError([
      {
        severity: 'error',
        code: 'bad-value',
        message: `not a plan that keyturn wrote: ${why}`,
        range: { file, start: { line: 1, col: 1 }, end: { line: 1, col: 2 } },
        help: 'make a new plan with `keyturn plan -o FILE`; changes belong into the playbook',
      },
    ]);
  const plan = parse(text, bad);
  const validate = compileSchema(await planSchema());
  if (!validate(plan)) {
    const [first] = validate.errors ?? [];
    throw bad(`${first?.instancePath ?? ''} ${first?.message ?? 'is not as the schema says'}`.trim());
  }
  const saved = plan as SavedPlan;
  for (const [hash, content] of Object.entries(saved.texts)) {
    if (sha256(content) !== hash) throw bad(`the text ${hash.slice(0, 12)} does not match its hash`);
  }
  return saved;
}

function parse(text: string, bad: (why: string) => InputError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

let schema: Promise<SchemaObject> | undefined;

function planSchema(): Promise<SchemaObject> {
  schema ??= shippedText('schemas/plan.schema.json').then((text) => JSON.parse(text) as SchemaObject);
  return schema;
}

/** Rejects with a UsageError when the name is taken, before anything is connected to. */
export async function requireFree({ cwd }: CommandContext, file: string): Promise<void> {
  try {
    await stat(resolve(cwd, file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw cannotWrite(file, error);
  }
  throw taken(file);
}

/** Writes a plan, mode 0600, durable when this resolves. Never replaces a file. */
export async function writeSavedPlan({ cwd }: CommandContext, file: string, plan: SavedPlan): Promise<void> {
  const text = `${sanitizeJson(JSON.stringify(plan, undefined, 1))}\n`;
  try {
    await createDurably(resolve(cwd, file), Buffer.from(text));
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? taken(file) : cannotWrite(file, error);
  }
}

function taken(file: string): UsageError {
  return new UsageError(`${file} exists already`, { help: 'choose another name, or remove the file' });
}

function cannotWrite(file: string, error: unknown): KeyturnError {
  return new KeyturnError(`the plan cannot be written to ${file}: ${String(error)}`, { cause: error });
}
