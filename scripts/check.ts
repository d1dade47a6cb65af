// npm run check: everything that can be judged without running the product. All checks run, so that one round shows all.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
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
  // The one that takes longest first.
  { name: 'lint', argv: [`${bin}/eslint`, '--max-warnings=0', '.'] },
  { name: 'types', argv: [`${bin}/tsc`, '-p', '.'] },
  { name: 'format', argv: [`${bin}/prettier`, '--check', '--log-level=warn', '.'] },
  { name: 'shell scripts', argv: ['shellcheck', '--shell=sh', ...shellFiles] },
  { name: 'generated files', argv: [process.execPath, '--import', 'tsx', 'scripts/generate.ts', '--check'] },
  { name: 'dead code', argv: [`${bin}/knip`] },
];

/** Runs one check; what it prints comes in one piece, since others run beside it. */
async function passes({ name, argv: [program, ...args] }: Check): Promise<boolean> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => output.push(data));
  const ok = await new Promise<boolean>((resolve) => {
    child.on('error', ({ message }) => {
      output.push(Buffer.from(`${message}\n`));
      resolve(false);
    });
    child.on('close', (code) => {
      resolve(code === 0);
    });
  });
  process.stdout.write(`${Buffer.concat(output).toString()}${ok ? 'ok    ' : 'FAILED'} ${name}\n`);
  return ok;
}

const inTurn = pLimit(availableParallelism());
const ended = await Promise.all(checks.map((check) => inTurn(() => passes(check))));
rmSync(temporary, { recursive: true });
process.exitCode = ended.every((ok) => ok) ? 0 : 1;
