// keyturn audit: what every host enforces in fact. Reads only.
import type { Command } from 'commander';
import type { Profile } from '../audit/profile/profile.ts';
import { rules } from '../audit/rules/index.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { chooseProgress, createProgress } from '../progress/choose.ts';
import { audit } from '../run/audit/audit.ts';
import { auditExitCode, type AuditReport } from '../run/audit/report.ts';
import { worstExitCode } from '../run/exit-code.ts';
import { interruptBySignals } from '../run/interrupt.ts';
import { createStyle } from '../terminal/style.ts';
import { auditOptions, type AuditFlags } from './audit-options.ts';
import type { CommandContext } from './context.ts';
import { forksOf } from './connection-options.ts';
import { explainRule, listRules } from './explain-rules.ts';
import { liveServices } from './live-services.ts';
import { liveSettings, openEnrolments } from './live-settings.ts';
import { pageText } from './page.ts';
import { readSelectedHosts } from './read-inputs.ts';
import { readBaseline, readEarlier } from './read-audits.ts';
import { readProfile } from './read-profile.ts';
import { requireReportFiles, writeReports } from './write-reports.ts';

/** `keyturn audit -i INVENTORY` */
export function auditCommand(context: CommandContext): Command {
  return auditOptions()
    .description('check hosts against rules about keys, codes and every way around them; write nothing')
    .action((flags: AuditFlags) => act(context, flags));
}

async function act(context: CommandContext, flags: AuditFlags): Promise<void> {
  if (flags.explain !== undefined) {
    const page = explainRule(flags.explain, rules);
    context.stdout.write(pageText(page, createStyle(context.stdout, context.env, 'never')));
    return;
  }
  const profile = await readProfile(context, flags.profile, rules);
  if (flags.listRules === true) {
    context.stdout.write(listRules(profile));
    return;
  }
  await requireReportFiles(context, flags);
  const report = await auditAll(context, flags, profile);
  const { failOn, verbose: verbosity } = flags;
  const written = await writeReports(context, flags, ({ audit: render }, style) =>
    render(report, { style, failOn, verbosity }),
  );
  context.exitCode = worstExitCode([auditExitCode(report, failOn), written]);
}

async function auditAll(context: CommandContext, flags: AuditFlags, profile: Profile): Promise<AuditReport> {
  const { inventory } = flags;
  if (inventory === undefined) {
    throw new UsageError("required option '-i, --inventory <file>' not specified", {
      help: 'only --explain and --list-rules need none',
    });
  }
  const connecting = { ...flags, inventory };
  const hosts = await readSelectedHosts(context, connecting);
  const acceptances = flags.baseline === undefined ? [] : await readBaseline(context, flags.baseline, rules);
  const earlier = flags.compare === undefined ? undefined : await readEarlier(context, flags.compare);
  const { stderr, env } = context;
  const display = { stream: stderr, style: createStyle(stderr, env, flags.color), verbosity: flags.verbose };
  const kind = flags.askCode === true ? 'plain' : chooseProgress(display, env);
  const services = liveServices(await liveSettings(context, connecting, await openEnrolments(context, connecting)));
  const progress = await createProgress(kind, display);
  const interrupt = interruptBySignals(() => {
    progress.note('keyturn: interrupted: no new hosts; nothing was written anywhere');
  });
  try {
    return await audit({
      profile,
      hosts,
      forks: forksOf(connecting),
      earlier,
      acceptances,
      become: flags.become ?? false,
      services,
      sink: progress.sink,
      interrupt,
    });
  } finally {
    interrupt.release();
    await progress.end();
  }
}
