// npm run package [-- [--out FOLDER] [ARTEFACT…]]: makes what people install. Without an artefact: all of them, in out/.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeDeb } from './package/deb.ts';
import { copyExecutable } from './package/executable.ts';
import { releaseOf, type Release } from './package/release.ts';
import { makeSbom } from './package/sbom.ts';
import { writeSums } from './package/sums.ts';
import { makeTarball } from './package/tarball.ts';

/** Makes its files in the folder `out` of the release, and nothing else there. */
type Make = (release: Release) => Promise<void>;

const artefacts: Readonly<Record<string, Make>> = {
  tarball: makeTarball,
  'executable-x64': (release) => copyExecutable(release, 'x64'),
  'executable-arm64': (release) => copyExecutable(release, 'arm64'),
  'deb-x64': (release) => makeDeb(release, 'x64'),
  'deb-arm64': (release) => makeDeb(release, 'arm64'),
  sbom: makeSbom,
};

const root = join(import.meta.dirname, '..');

/** Makes the artefacts. Gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { out: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => artefacts[name] === undefined);
  if (unknown.length > 0) {
    say(`unknown artefact: ${unknown.join(', ')} (there are: ${Object.keys(artefacts).join(' ')})`);
    return 64;
  }
  const out = values.out === undefined ? join(root, 'out') : resolve(values.out);
  if (values.out === undefined) rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  if (readdirSync(out).length > 0) {
    say(`${out} is not empty: name a folder that is, or one that does not exist`);
    return 64;
  }
  const work = mkdtempSync(join(tmpdir(), 'keyturn-package-'));
  try {
    const release = releaseOf(root, out, work, say);
    for (const [name, make] of Object.entries(artefacts)) {
      if (positionals.length === 0 || positionals.includes(name)) await make(release);
    }
    writeSums(release);
  } finally {
    rmSync(work, { recursive: true });
  }
  return 0;
}

function say(text: string): void {
  process.stderr.write(`package: ${text}\n`);
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  return 1;
});
