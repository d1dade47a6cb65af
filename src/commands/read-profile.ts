// The profile that `--profile` names: one that comes with Keyturn, or a file of the user's.
import { loadProfile } from '../audit/profile/load.ts';
import type { Profile } from '../audit/profile/profile.ts';
import type { Rule } from '../audit/rule.ts';
import { InputError, UsageError } from '../diagnostics/errors.ts';
import { formatDiagnostics, hasErrors } from '../diagnostics/format.ts';
import { sourceText } from '../diagnostics/source.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import { readText, type ReadText } from '../documents/read.ts';
import { shippedNames, shippedText } from '../shipped/files.ts';
import type { CommandContext } from './context.ts';

/** Reads and checks the profile. Rejects with an InputError that has every problem, or a UsageError for a name that is not known. */
export async function readProfile(context: CommandContext, name: string, rules: readonly Rule[]): Promise<Profile> {
  const own = /[./]/.test(name);
  const file = own ? name : `profiles/${name}.yml`;
  const read = own ? readText(file, { ...context, kind: 'profile' }) : readShipped(name, file);
  const { text, source, diagnostics: ofFile } = await read;
  const { profile, diagnostics } =
    text === undefined ? { profile: undefined, diagnostics: ofFile } : loadProfile(text, file, rules);
  if (profile === undefined || hasErrors(diagnostics)) throw new InputError(diagnostics, [source]);
  if (diagnostics.length > 0) context.stderr.write(formatDiagnostics(diagnostics, { sources: [source] }));
  return profile;
}

async function readShipped(name: string, file: string): Promise<ReadText> {
  const names = (await shippedNames('profiles')).flatMap((entry) => /^(.+)\.yml$/.exec(entry)?.[1] ?? []);
  if (names.includes(name)) {
    const text = await shippedText(file);
    return { text, source: sourceText(file, text), diagnostics: [] };
  }
  throw new UsageError(`there is no profile "${name}"`, {
    help: `${suggestion(name, names) ?? ''}; a file of your own is named with its ending or path, such as ./${name}.yml`,
  });
}
