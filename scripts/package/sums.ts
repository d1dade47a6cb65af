// SHA256SUMS, in the form of `sha256sum --check`.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Release } from './release.ts';

/** Writes SHA256SUMS beside the artefacts, a line for each. */
export function writeSums({ out, say }: Release): void {
  const lines = readdirSync(out)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(out, 'SHA256SUMS'), lines.join(''));
  for (const line of lines) say(line.trimEnd());
}
