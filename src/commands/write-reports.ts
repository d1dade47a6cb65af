// The reports of a command: one on standard output, the others in files. One that cannot be written does not keep the others from being written.
import { resolve } from 'node:path';
import { UsageError } from '../diagnostics/errors.ts';
import type { Reported, ReporterOf } from '../reporters/reporter.ts';
import type { ExitCode } from '../run/exit-code.ts';
import type { ColourFlag } from '../terminal/colour.ts';
import { sanitize } from '../terminal/sanitize.ts';
import { createStyle, type Style } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';
import { replaceFile, requireReplaceable } from './replace-file.ts';
import type { ReportFlags } from './report-options.ts';

/** Rejects with a UsageError for reports that cannot be written where they are asked for: to be called before any connection. */
export async function requireReportFiles<K extends Reported>(
  { cwd }: CommandContext,
  { report }: Pick<ReportFlags<K>, 'report'>,
): Promise<void> {
  const paths = new Set<string>();
  for (const { reporter, file } of report) {
    const path = resolve(cwd, file);
    if (paths.has(path)) throw new UsageError(`two reports cannot go to one file, ${file}`);
    paths.add(path);
    await requireReplaceable(path).catch((error: unknown) => {
      throw new UsageError(`the ${reporter.name} report cannot be written to ${file}: ${reasonOf(error)}`, {
        help: 'name a file in a folder that exists and that you may write to',
      });
    });
  }
}

/** Writes all reports, those in files without colours. Gives 1 where one was not written, as standard error says, else 0. */
export async function writeReports<K extends Reported>(
  { stdout, stderr, env, cwd }: CommandContext,
  { format, report, color }: Pick<ReportFlags<K>, 'format' | 'report'> & { readonly color: ColourFlag },
  render: (reporter: ReporterOf<K>, style: Style) => string,
): Promise<ExitCode> {
  stdout.write(render(format, createStyle(stdout, env, color)));
  let code: ExitCode = 0;
  for (const { reporter, file } of report) {
    const text = render(reporter, createStyle(stdout, env, 'never'));
    await replaceFile(resolve(cwd, file), text).catch((error: unknown) => {
      stderr.write(`keyturn: the ${reporter.name} report was not written: ${sanitize(reasonOf(error))}\n`);
      code = 1;
    });
  }
  return code;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
