// Reports as a run would make them, small enough to read, for the tests of the reporters and of the exit code.
import assert from 'node:assert/strict';
import type { AccessVerdict, OriginVerdict } from '../../../src/plan/access-verdict.ts';
import { expectationNamed, expectations } from '../../../src/plan/expectation.ts';
import type { HostProblem, HostResult, HostStatus, TriedLogin } from '../../../src/run/event.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { createStyle, type Style } from '../../../src/terminal/style.ts';
import type { Reporter, RunReporterOptions } from '../../../src/reporters/reporter.ts';
import type { PlannedChange } from '../../../src/plan/host-plan.ts';

/** A style with everything off but Unicode, as wide as the default. */
export const plainStyle: Style = createStyle(process.stdout, { LANG: 'C.UTF-8' }, 'never');

export const changes: readonly PlannedChange[] = [
  {
    task: 'Install the module',
    change: {
      kind: 'install-package',
      summary: 'package libpam-google-authenticator',
      risk: 'none',
      packages: ['libpam-google-authenticator'],
      pamModules: ['pam_google_authenticator.so'],
    },
  },
  {
    task: 'Ask for a code',
    change: {
      kind: 'write-file',
      summary: '/etc/pam.d/sshd: ask for a one-time code',
      risk: 'login',
      path: '/etc/pam.d/sshd',
      before: '@include common-auth\n',
      content: { kind: 'text', text: 'auth required pam_google_authenticator.so\n' },
      mode: '0644',
      owner: 'root',
    },
  },
  {
    task: 'Ask for a code',
    change: { kind: 'service', summary: 'reload ssh', risk: 'login', service: 'ssh', action: 'reload' },
  },
];

export function verdict(account: string, over: Partial<AccessVerdict> = {}): AccessVerdict {
  return {
    account,
    before: 'key',
    after: 'key+code',
    certainty: 'predicted',
    reason: 'AuthenticationMethods publickey,keyboard-interactive',
    origins: [],
    tunnelled: over.after ?? 'key+code',
    originsLeftOut: 0,
    ...over,
  };
}

/** What holds from an office that the configuration names. */
export function fromOffice(over: Partial<OriginVerdict> = {}): OriginVerdict {
  const ends = { address: '10.0.0.1', host: '10.0.0.1', localAddress: '192.0.2.9', localPort: 22 };
  const origin = { kind: 'named', ...ends, standsFor: '10.0.0.0/8' } as const;
  const place = '/etc/ssh/sshd_config:9';
  return { origin, before: 'key', after: 'key', reason: `AuthenticationMethods at ${place}`, place, ...over };
}

export function login(account: string, over: Partial<TriedLogin> = {}): TriedLogin {
  return {
    evidence: {
      account,
      steps: [
        { tried: 'none', methodsLeft: ['publickey'], partialSuccess: false },
        { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true },
      ],
      prompts: ['Verification code: '],
      outcome: 'accepted',
      detail: 'accepted after key and code',
    },
    how: 'proven',
    expected: expectationNamed('publickey+otp', expectations),
    met: true,
    ...over,
  };
}

export function problem(over: Partial<HostProblem> = {}): HostProblem {
  return { phase: 'connect', message: 'connection refused', help: 'is sshd running there?', output: '', ...over };
}

/** A host result; `planned` gives it the usual changes and the access of alice. */
export function result(host: string, status: HostStatus, over: Partial<HostResult> = {}): HostResult {
  return {
    host,
    status,
    plan: undefined,
    logins: [],
    problem: undefined,
    prepared: [],
    roundTrips: 9,
    durationMs: 1234,
    ...over,
  };
}

export function planned(access: readonly AccessVerdict[] = [verdict('alice')]): NonNullable<HostResult['plan']> {
  return { changes, access, refusals: [], warnings: [], satisfied: 2 };
}

export const settled: NonNullable<HostResult['plan']> = {
  changes: [],
  access: [],
  refusals: [],
  warnings: [],
  satisfied: 4,
};

export function report(hosts: readonly HostResult[], over: Partial<RunReport> = {}): RunReport {
  const run = { runId: '20261121-101500-ab12', mode: 'apply', play: 'Two factors' } as const;
  return { ...run, hosts, interrupted: false, stopped: undefined, ...over };
}

/** Everything that a reporter writes. */
export function textOf(
  { name, run }: Reporter,
  reports: readonly RunReport[],
  options: Partial<RunReporterOptions> = {},
): string {
  assert.ok(run, name);
  return run(reports, { style: plainStyle, verbosity: 0, ...options });
}
