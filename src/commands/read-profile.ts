// The profile that `--profile` names: one that comes with Keyturn, or a file of the user's.
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadProfile } from '../audit/profile/load.ts';
import type { Profile } from '../audit/profile/profile.ts';
import type { Rule } from '../audit/rule.ts';
import { InputError, UsageError } from '../diagnostics/errors.ts';
import { formatDiagnostics, hasErrors } from '../diagnostics/format.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import { readText } from '../documents/read.ts';
import type { CommandContext } from './context.ts';

const shipped = new URL('../../profiles/', import.meta.url);

/** Reads and checks the profile. Rejects with an InputError that has every problem, or a UsageError for a name that is not known. */
export async function readProfile(context: CommandContext, name: string, rules: readonly Rule[]): Promise<Profile> {
  const file = /[./]/.test(name) ? name : await shippedFile(name);
  const { text, source, diagnostics: ofFile } = await readText(file, { ...context, kind: 'profile' });
  const { profile, diagnostics } =
    text === undefined ? { profile: undefined, diagnostics: ofFile } : loadProfile(text, file, rules);
  if (profile === undefined || hasErrors(diagnostics)) throw new InputError(diagnostics, [source]);
  if (diagnostics.length > 0) context.stderr.write(formatDiagnostics(diagnostics, { sources: [source] }));
  return profile;
}

async function shippedFile(name: string): Promise<string> {
  const files = await readdir(shipped);
  const names = files.flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
  if (names.includes(name)) return fileURLToPath(new URL(`${name}.yml`, shipped));
  throw new UsageError(`there is no profile "${name}"`, {
    help: `${suggestion(name, names) ?? ''}; a file of your own is named with its ending or path, such as ./${name}.yml`,
  });
}
