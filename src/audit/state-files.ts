// Rules about state files: what is said of every account that has one.
import type { Fact } from '../facts/fact.ts';
import { pamService } from '../facts/pam-service.ts';
import { stateFiles, type StateFile, type StateFiles } from '../facts/state-files.ts';
import { stateSettings, type StateSettings } from '../formats/state-settings.ts';
import { judged, notApplicable, unknown, type Finding, type Judgement } from './judgement.ts';
import type { AuditContext } from './rule.ts';
import { secretsElsewhere } from './secret-places.ts';
import type { Severity } from './severity.ts';

/** What `judgeStateFiles` and `whereStateFiles` need. */
export const stateFacts: readonly Fact<unknown>[] = [stateFiles, pamService];

/** What is wrong with one file. Files with the same message become one finding. */
export interface StateFault {
  readonly message: string;
  readonly severity?: Severity;
  /** The line, the mode, the number: what was seen. */
  readonly saw: string;
  readonly fix?: string;
}

/** What a rule looks at in each file. */
export interface StateCheck {
  /** `contents` where the lines of the file matter, which only root and its owner can read. */
  readonly needs: 'contents' | 'attributes';
  readonly wrong: (file: StateFile, settings: StateSettings) => StateFault | undefined;
  /** What to say where no file is wrong. */
  readonly passed: string;
}

/** Judges by the files of all accounts that have one; `unknown` where PAM looks for secrets in other files. */
export function whereStateFiles(
  { facts, pam }: AuditContext,
  judge: (present: readonly StateFile[]) => Judgement,
): Judgement {
  const elsewhere = secretsElsewhere(pam);
  if (elsewhere !== undefined) return unknown(elsewhere);
  const present = facts.get(stateFiles).files.filter(({ file }) => file.kind !== 'absent');
  return present.length === 0 ? notApplicable('no account has a state file') : judge(present);
}

/** Judges each of these files by itself. */
export function judgeStateFiles(context: AuditContext, check: StateCheck): Judgement {
  return whereStateFiles(context, (present) => judgeEach(present, check));
}

function judgeEach(present: readonly StateFile[], check: StateCheck): Judgement {
  const unseen = present.filter((file) => !isSeen(file, check.needs));
  const seen = present.filter((one) => !unseen.includes(one));
  const unjudged = unseen.length === 0 ? [] : [`not readable: ${unseen.map(({ path }) => path).join(', ')}`];
  return judged(findingsIn(seen, check.wrong), unjudged, check.passed);
}

/** What is wrong with these files; those with the same message are one finding. */
export function findingsIn(files: readonly StateFile[], wrong: StateCheck['wrong']): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const file of files) {
    const fault = wrong(file, stateSettings(file.text ?? ''));
    if (fault !== undefined) found.set(fault.message, withFault(found.get(fault.message), fault, file));
  }
  return [...found.values()];
}

function isSeen({ file, text }: StateFile, needs: StateCheck['needs']): boolean {
  if (file.kind === 'unknown') return false;
  // What is no regular file has no contents: that it is one is another rule's business.
  return needs === 'attributes' || (file.kind === 'regular' && text !== undefined);
}

function withFault(known: Finding | undefined, { message, severity, saw, fix }: StateFault, file: StateFile): Finding {
  const fixes = [known?.fix, fix].filter((lines) => lines !== undefined);
  return {
    message,
    ...(severity && { severity }),
    evidence: [...(known?.evidence ?? []), { file: file.path, accounts: [file.account], saw }],
    ...(fixes.length > 0 && { fix: fixes.join('\n') }),
  };
}

/** Whether the module counts: a counter of at least 1 wins over TOTP_AUTH. */
export function isHotp({ codes }: StateSettings): boolean {
  return codes === 'counter' || codes === 'both';
}

/** The counters of all accounts whose codes count, by account. */
export function hotpCounters({ files }: StateFiles): ReadonlyMap<string, number> {
  const counting = files.map(({ account, text }) => ({ account, settings: stateSettings(text ?? '') }));
  return new Map(
    counting.filter(({ settings }) => isHotp(settings)).map(({ account, settings }) => [account, settings.counter]),
  );
}
