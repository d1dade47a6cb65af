// Rules about one keyword of sshd: the value that results for each account (`sshd -T`), and the line that sets it.
import { accounts } from '../facts/accounts.ts';
import type { Fact } from '../facts/fact.ts';
import { sshdEffective, type EffectiveClass, type SshdEffective, type SshdValues } from '../facts/sshd-effective.ts';
import { sshdFiles } from '../facts/sshd-files.ts';
import type { MatchAccount } from '../formats/sshd-match.ts';
import { globalSetting, overridesFor, placeText, walkSshdConfig, type Setting } from '../formats/sshd-walk.ts';
import { judged, notApplicable, unknown, type Finding, type Judgement, type Observation } from './judgement.ts';
import type { AuditContext } from './rule.ts';

/** What `judgeValue` needs. */
export const sshdFacts: readonly Fact<unknown>[] = [sshdEffective, sshdFiles, accounts];

/** What a rule wants of a keyword. */
export interface ValueCheck {
  /** As `sshd -T` prints it, in lower case. */
  readonly keyword: string;
  /** The one account that it matters for. */
  readonly onlyFor?: string;
  /** What is wrong with a value, as the message of the finding or the whole of it; undefined where nothing is. `values`: all others. */
  wrong(value: string, values: SshdValues): string | Omit<Finding, 'evidence'> | undefined;
}

/**
 * Judges what sshd uses for every account that can log in. Match blocks that depend on where a login comes from are not seen by `sshd
 * -T`: where one of them has a wrong value, the rule is `unknown`.
 */
export function judgeValue({ facts }: AuditContext, check: ValueCheck): Judgement {
  const classes = classesFor(facts.get(sshdEffective), check.onlyFor);
  const settings = settingsOf(facts);
  const known = new Map(facts.get(accounts).accounts.map((account) => [account.name, account]));
  const findings: Finding[] = [];
  const unjudged: string[] = [];
  const seen = new Set<string>();
  for (const { accounts: names, effective: asked } of classes) {
    if (!asked.known) {
      unjudged.push(`sshd did not tell its configuration: ${asked.problem.trim()}`);
      continue;
    }
    for (const value of valuesOf(asked.values, check.keyword)) {
      seen.add(value);
      const wrong = check.wrong(value, asked.values);
      if (wrong === undefined) continue;
      const lines = settings === undefined ? [] : decidingLines(settings, check, value, namesOf(names, known));
      const saw = { saw: `sshd -T: ${check.keyword} ${value}`, accounts: names };
      findings.push({ ...(typeof wrong === 'string' ? { message: wrong } : wrong), evidence: [...lines, saw] });
    }
  }
  if (seen.size === 0 && unjudged.length === 0) return notApplicable(`this sshd has no ${check.keyword}`);
  const values = classes.find(({ effective: asked }) => asked.known)?.effective;
  unjudged.push(...byOrigin(settings, check, values?.known === true ? values.values : {}));
  return judged(merged(findings), unjudged, `${check.keyword} is ${[...seen].join(', ')}`);
}

/** The same said of several classes of accounts is one finding. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.message, finding.severity, finding.fix]);
    const evidence = [...(known.get(key)?.evidence ?? []), ...finding.evidence];
    const unique = new Map(evidence.map((seen) => [JSON.stringify(seen), seen]));
    known.set(key, { ...finding, evidence: [...unique.values()] });
  }
  return [...known.values()];
}

/** What every file says, in the order in which sshd reads it; undefined where one could not be read. */
export function settingsOf(facts: AuditContext['facts']): readonly Setting[] | undefined {
  const { main, files } = facts.get(sshdFiles);
  const texts = new Map<string, string>();
  for (const { path, text } of files) {
    if (text === undefined) return undefined;
    texts.set(path, text);
  }
  return walkSshdConfig(texts, main);
}

/** Why a rule about the files could not be judged. */
export function unreadFiles(facts: AuditContext['facts']): Judgement {
  const unread = facts.get(sshdFiles).files.filter(({ text }) => text === undefined);
  return unknown(`not readable: ${unread.map(({ path }) => path).join(', ')}`);
}

/** A line of sshd's configuration as evidence. */
export function lineOf({ file, line, keyword, args }: Setting): Observation {
  return { file, line, saw: [keyword, ...args].join(' ') };
}

/** Everybody where no Match block tells accounts apart. */
function classesFor({ global, classes }: SshdEffective, account: string | undefined): readonly EffectiveClass[] {
  if (classes.length === 0) return [{ accounts: [], effective: global }];
  const own = classes.filter(({ accounts: names }) => account !== undefined && names.includes(account));
  return own.length > 0 ? own : classes;
}

function valuesOf(values: SshdValues, keyword: string): readonly string[] {
  return Object.hasOwn(values, keyword) ? (values[keyword] ?? []) : [];
}

function namesOf(names: readonly string[], known: ReadonlyMap<string, MatchAccount>): readonly MatchAccount[] {
  return names.flatMap((name) => known.get(name) ?? []);
}

/** The lines that may be why a value is what it is; none where it is the default. */
function decidingLines(
  settings: readonly Setting[],
  { keyword }: ValueCheck,
  value: string,
  who: readonly MatchAccount[],
): readonly Observation[] {
  const names = [keyword];
  const overrides = who.map((account) =>
    overridesFor(settings, names, account).find((override) => override.applies === 'yes'),
  );
  const deciding = overrides.map((override) => override?.setting ?? globalSetting(settings, names));
  const found = who.length === 0 ? [globalSetting(settings, names)] : deciding;
  const lines = found.filter(
    (setting) => setting !== undefined && canonical(setting.args.join(' ')) === canonical(value),
  );
  return [...new Set(lines)].flatMap((setting) => (setting === undefined ? [] : [lineOf(setting)]));
}

/** Lines with a wrong value that count for some origins only. */
function byOrigin(settings: readonly Setting[] | undefined, check: ValueCheck, values: SshdValues): readonly string[] {
  if (settings === undefined) return [];
  const conditional = settings.filter(
    ({ keyword, conditions }) => keyword === check.keyword && conditions.some(dependsOnOrigin),
  );
  return conditional
    .filter(({ args }) => check.wrong(canonical(args.join(' ')), values) !== undefined)
    .map((setting) => `${placeText(setting)} says otherwise for logins from some places`);
}

function dependsOnOrigin({ criteria }: Setting['conditions'][number]): boolean {
  return criteria.some(({ attribute }) => !['all', 'invalid-user', 'user', 'group'].includes(attribute));
}

// sshd prints some values by their older names, and times in seconds.
function canonical(value: string): string {
  const lower = value.toLowerCase();
  const minutes = /^(\d+)m$/.exec(lower)?.[1];
  if (minutes !== undefined) return String(Number(minutes) * 60);
  return lower === 'prohibit-password' ? 'without-password' : lower.replace(/^(\d+)s$/, '$1');
}
