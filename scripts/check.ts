// npm run check: everything that can be judged without running the product. All checks run, so that one round shows all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upstream } from '../src/distros/upstream.ts';
import { hostScripts } from '../src/host-protocol/host-scripts.ts';

interface Check {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

/** The host scripts as hosts get them: a part alone uses what another part sets. */
async function assembledHostScripts(folder: string): Promise<readonly string[]> {
  const { stage, staged } = await hostScripts(upstream);
  return Object.entries({ 'stage.sh': stage, ...staged }).map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}

const temporary = mkdtempSync(join(tmpdir(), 'keyturn-check-'));
const shellFiles = [
  ...['scripts', 'docker'].flatMap((folder) => filesIn(folder, '.sh')),
  ...(await assembledHostScripts(temporary)),
];
const bin = 'node_modules/.bin';

const checks: readonly Check[] = [
  { name: 'types', argv: [`${bin}/tsc`, '-p', '.'] },
  { name: 'lint', argv: [`${bin}/eslint`, '--max-warnings=0', '.'] },
  { name: 'format', argv: [`${bin}/prettier`, '--check', '--log-level=warn', '.'] },
  { name: 'shell scripts', argv: ['shellcheck', '--shell=sh', ...shellFiles] },
  { name: 'generated files', argv: [process.execPath, '--import', 'tsx', 'scripts/generate.ts', '--check'] },
  { name: 'dead code', argv: [`${bin}/knip`] },
];

const failed = checks.filter(({ name, argv: [program, ...args] }) => {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  const ok = status === 0;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}${error ? `: ${error.message}` : ''}\n`);
  return !ok;
});
rmSync(temporary, { recursive: true });
process.exitCode = failed.length > 0 ? 1 : 0;
