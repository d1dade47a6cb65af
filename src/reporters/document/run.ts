// The runs of one invocation as a JSON document: schemas/report.schema.json. Fields are only ever added within a version.
// Names are snake_case, as in every file that users meet; file contents are left out.
import type { AccessVerdict, OriginVerdict } from '../../plan/access-verdict.ts';
import { exitCodeOf } from '../../run/exit-code.ts';
import type { HostProblem, HostResult, TriedLogin } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import type { DiffOf, RunReporterOptions } from '../reporter.ts';
import { actionOf, countActions } from '../summary/actions.ts';
import { answerOf } from '../summary/answer.ts';
import { certaintyOf } from '../summary/certainty.ts';
import { recapOf } from '../summary/recap.ts';
import type { PlannedChange } from '../../plan/host-plan.ts';

type Json = Readonly<Record<string, unknown>>;

/** The plays with all of their hosts, in the order of the inventory, and what they add up to. */
export function invocationDocument(reports: readonly RunReport[], options: RunReporterOptions): Json {
  return {
    version: 1,
    exit_code: exitCodeOf(reports, { detailedExitcode: options.detailedExitcode ?? false }),
    logins: answerOf(reports),
    totals: countActions(reports),
    recap: Object.fromEntries(recapOf(reports).map((row) => [row.host, row.counts])),
    runs: reports.map((report) => runDocument(report, options.diff)),
  };
}

/** Diffs are in it when there is a `diff`. */
function runDocument(report: RunReport, diff: DiffOf | undefined): Json {
  return {
    run_id: report.runId,
    mode: report.mode,
    play: report.play,
    interrupted: report.interrupted,
    stopped: report.stopped ?? null,
    hosts: report.hosts.map((host) => hostDocument(host, diff)),
  };
}

function hostDocument(host: HostResult, diff: DiffOf | undefined): Json {
  const { plan } = host;
  return {
    name: host.host,
    status: host.status,
    planned: plan !== undefined,
    tasks_satisfied: plan?.satisfied ?? 0,
    changes: plan?.changes.map((planned) => changeDocument(planned, diff)) ?? [],
    access: plan?.access.map((verdict) => verdictDocument(host, verdict)) ?? [],
    refusals:
      plan?.refusals.map(({ cause, account, message, help, diff: edit }) => ({
        ...{ cause, account, message, help },
        diff: edit,
      })) ?? [],
    warnings: plan?.warnings.map(({ cause, message, help }) => ({ cause, message, help })) ?? [],
    logins: host.logins.map(loginDocument),
    problem: host.problem === undefined ? null : problemDocument(host.problem),
    round_trips: host.roundTrips,
    duration_ms: Math.round(host.durationMs),
  };
}

function changeDocument({ task, change }: PlannedChange, diff: DiffOf | undefined): Json {
  return {
    task,
    action: actionOf(change),
    kind: change.kind,
    summary: change.summary,
    risk: change.risk,
    diff: diff?.(change),
  };
}

function verdictDocument(host: HostResult, verdict: AccessVerdict): Json {
  const { account, before, after, reason, origins, originsLeftOut } = verdict;
  const from = origins.map(originDocument);
  return {
    ...{ account, before, after, certainty: certaintyOf(host, verdict), reason },
    ...{ origins: from, origins_left_out: originsLeftOut },
  };
}

function originDocument({ origin, before, after, reason, place }: OriginVerdict): Json {
  const { kind, address = null, host = null, localAddress = null, localPort = null, standsFor } = origin;
  return {
    ...{ kind, address, host, local_address: localAddress, local_port: localPort, stands_for: standsFor },
    ...{ before, after, reason, place },
  };
}

function loginDocument({ evidence, expected, met, how, sessionChanges, sessionUnseen }: TriedLogin): Json {
  return {
    account: evidence.account,
    how,
    expected: expected.name,
    met,
    outcome: evidence.outcome,
    detail: evidence.detail,
    prompts: evidence.prompts,
    session_changes: sessionChanges,
    session_unseen: sessionUnseen,
    steps: evidence.steps.map((step) => ({
      tried: step.tried,
      methods_left: step.methodsLeft,
      partial_success: step.partialSuccess,
    })),
  };
}

function problemDocument({ phase, message, help, output }: HostProblem): Json {
  return { phase, message, help, output };
}
