// Generated files look like written ones.
import { format as prettier, resolveConfig } from 'prettier';

/** The text as prettier would leave it, by the project's settings. */
export async function format(path: string, text: string): Promise<string> {
  return prettier(text, { ...(await resolveConfig(path)), filepath: path });
}
