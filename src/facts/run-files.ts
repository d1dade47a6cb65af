// What a finished run of Keyturn changed on a host, from the snapshots that it left: each file as it was before, as the run made it, and
// as it is now. State files are no part of it: they belong to their accounts, and nobody looks at them as root.
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';
import { record, showFunction, shownText } from './probe/text.ts';

/** A file that a run wrote or removed. Hashes are sha256 in hex, or `absent`; `now` may be `other` for what is no readable file. */
export interface RunFile {
  readonly path: string;
  /** Octal, as it was before; undefined for a file that the run made. */
  readonly mode: string | undefined;
  readonly before: string;
  readonly after: string;
  readonly now: string;
  /** What the file holds now and held before; empty for one that is, or was, absent. */
  readonly textNow: string;
  readonly textBefore: string;
}

/** What a host still knows of a run. */
export interface RunFiles {
  readonly run: string;
  readonly files: readonly RunFile[];
}

// `files` is a list that stage.sh wrote: number, step, action, owner, mode, old, new, path.
function probe(runs: readonly string[]): string {
  return `${showFunction}
for run in ${runs.map(quote).join(' ')}; do
  dir=/var/lib/keyturn/$run
  case $run in *[!A-Za-z0-9_.-]* | .* | last) continue ;; esac
  [ -r "$dir/files" ] || continue
  printf 'run:%s\\n' "$run"
  while read -r number step _ _ mode old new path; do
    [ "$step" != state ] || continue
    path=$(printf '%b' "$path")
    now=other
    if [ -f "$path" ] && [ -r "$path" ]; then
      now=$(sha256sum <"$path")
    elif ! [ -e "$path" ] && ! [ -L "$path" ]; then
      now=absent
    fi
    printf 'file:%s:%s:%s:%s:%s\\n' "$mode" "$old" "$new" "\${now%% *}" "$path"
    [ "$now" = absent ] || [ "$now" = other ] || show "$path"
    [ ! -r "$dir/before/$number" ] || { echo before: && show "$dir/before/$number"; }
  done <"$dir/files"
done
true
`;
}

const hash = /^(?:absent|[0-9a-f]{64})$/;

function parse(output: string): readonly RunFiles[] {
  const runs: { readonly run: string; readonly files: RunFile[] }[] = [];
  const lines = output.split('\n');
  for (const [index, line] of lines.entries()) {
    const [run] = record(line, 'run', 1) ?? [];
    if (run !== undefined) runs.push({ run, files: [] });
    const fields = record(line, 'file', 5);
    if (fields === undefined) continue;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((other) => other.startsWith('file:') || other.startsWith('run:'));
    const file = fileOf(fields, end === -1 ? rest : rest.slice(0, end));
    if (file !== undefined) runs.at(-1)?.files.push(file);
  }
  return runs;
}

function fileOf(fields: readonly string[], block: readonly string[]): RunFile | undefined {
  const [mode = '', before = '', after = '', now = '', path = ''] = fields;
  if (!hash.test(before) || !hash.test(after) || !(hash.test(now) || now === 'other')) return undefined;
  const turn = block.includes('before:') ? block.indexOf('before:') : block.length;
  return {
    path,
    mode: /^[0-7]{3,4}$/.test(mode) && before !== 'absent' ? mode : undefined,
    before,
    after,
    now,
    textNow: shownText(block.slice(0, turn)),
    textBefore: shownText(block.slice(turn)),
  };
}

/** The parameters are runs; those of which the host has no snapshots are not in the value. Needs root. */
export const runFiles: Fact<readonly RunFiles[]> = { name: 'run-files', probe, parse };
