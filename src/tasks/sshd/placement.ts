// Where our lines go so that they are read first. A drop-in is best; where none is included before the first setting of ours, the main
// file gets a marked block at its top that includes it. An Include rather than the lines themselves: a Match block ends with its file, so
// that nothing in the main file is swallowed, and no `Match all` is needed, which would turn every later global line into an override.
import type { Distro } from '../../distros/distro.ts';
import { findBlock, type Marks } from '../../formats/marked-block.ts';
import { daemonArguments, walkSshdConfig, type Setting } from '../../formats/sshd-walk.ts';

const marks: Marks = { begin: '# BEGIN KEYTURN', end: '# END KEYTURN' };

// One value from 8.7 on, whichever of its names comes first.
const kbdintAliases = ['kbdinteractiveauthentication', 'challengeresponseauthentication', 'skeyauthentication'];

/** The texts of all files as they would be; `undefined` means that there is no such file. */
export type SshdTexts = ReadonlyMap<string, string>;

/** The main file without our block; undefined when the marks are not as we write them. */
export function withoutInclude(text: string): string | undefined {
  const block = findBlock(text, marks);
  if (block.found === 'none') return text;
  return block.found === 'block' ? `${block.before}${block.after}` : undefined;
}

/** The files with the drop-in, and with the block in the main file where it is needed. `base` has neither. */
export function placed(base: SshdTexts, distro: Distro, dropIn: string): SshdTexts {
  const plain = new Map(base).set(distro.sshdDropIn, dropIn);
  if (leads(walkSshdConfig(plain, distro.sshdConfig), distro.sshdDropIn)) return plain;
  const main = base.get(distro.sshdConfig) ?? '';
  const block = `${marks.begin}\nInclude ${distro.sshdDropIn}\n${marks.end}\n`;
  return new Map(plain).set(distro.sshdConfig, `${block}${main}`);
}

/** Whether a file is read before any other file's (nothing is read before the command line) setting of the keywords that it sets, whether in a Match block or not. */
function leads(settings: readonly Setting[], file: string): boolean {
  const keywords = new Set(settings.filter((setting) => setting.file === file).map(({ keyword }) => keyword));
  const first = settings.find(
    ({ file: from, keyword }) => from !== daemonArguments && (keywords.has(keyword) || kbdintAliases.includes(keyword)),
  );
  return first?.file === file && first.conditions.length === 0;
}
