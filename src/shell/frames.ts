// Framed scripts: many probes in one exec. Every section's output stands between two lines that carry a nonce of this exec, so
// that the content of a file on the host cannot forge a frame. A hostile host can, which is why parsing is total and trusts nothing.

/** A named fragment of POSIX sh; it runs in a subshell of its own, so that it can neither end nor disturb the others. */
export interface Section {
  readonly name: string;
  readonly sh: string;
}

/** What a section printed on stdout, and its exit status. */
export interface Frame {
  readonly text: string;
  readonly status: number;
}

/** One POSIX sh script that runs all sections. `nonce` is at least 128 bits in hex; names are `[a-z0-9-]+`. */
export function frameScript(sections: readonly Section[], nonce: string): string {
  const body = sections.map(({ name, sh }) =>
    [
      `printf '%s begin %s\\n' ${nonce} ${name}`,
      `(`,
      sh,
      `) </dev/null`,
      `printf '\\n%s end %s %s\\n' ${nonce} ${name} "$?"`,
    ].join('\n'),
  );
  return [...body, ''].join('\n');
}

/** Reads what a framed script printed. A section that is missing, cut short or given twice is absent from the result. */
export function parseFrames(stdout: string, nonce: string): ReadonlyMap<string, Frame> {
  const frames = new Map<string, Frame>();
  const repeated = new Set<string>();
  let open: { readonly name: string; readonly from: number } | undefined;
  const marker = new RegExp(`^${nonce} (?:begin ([a-z0-9-]+)|end ([a-z0-9-]+) (\\d{1,3}))$`, 'gm');
  for (const match of stdout.matchAll(marker)) {
    const [line, begins, ends, status] = match;
    if (begins !== undefined) {
      open = { name: begins, from: match.index + line.length + 1 };
    } else if (ends !== undefined && open?.name === ends) {
      if (frames.has(ends)) repeated.add(ends);
      frames.set(ends, { text: stdout.slice(open.from, Math.max(open.from, match.index - 1)), status: Number(status) });
      open = undefined;
    }
  }
  for (const name of repeated) frames.delete(name);
  return frames;
}
