// What an earlier audit found, as far as a later one compares with it: read from its JSON report.

/** A finding as it was told, for one account where it names any: equal texts are the same finding. */
export interface EarlierFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly account: string | undefined;
}

/** A finding once for each account that it names. */
export function perAccount(
  finding: Omit<EarlierFinding, 'account'>,
  accounts: readonly string[],
): readonly EarlierFinding[] {
  if (accounts.length === 0) return [{ ...finding, account: undefined }];
  return [...new Set(accounts)].map((account) => ({ ...finding, account }));
}

/** An earlier report. Only hosts that were audited then are in it. */
export interface EarlierReport {
  readonly startedAt: string;
  /** By host. */
  readonly findings: ReadonlyMap<string, readonly EarlierFinding[]>;
  /** HOTP counters by host and account. */
  readonly counters: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads a JSON report; undefined for what is none of version 1. What is malformed in it is left out. */
export function readEarlierReport(text: string): EarlierReport | undefined {
  const document = parsed(text);
  if (!isRecord(document) || document['version'] !== 1 || !Array.isArray(document['hosts'])) return undefined;
  const startedAt = document['started_at'];
  if (typeof startedAt !== 'string' || Number.isNaN(Date.parse(startedAt))) return undefined;
  const hosts = document['hosts'].filter(isRecord).filter(({ status }) => status === 'ok');
  const byHost = <T>(read: (host: JsonRecord) => T): ReadonlyMap<string, T> =>
    new Map(hosts.map((host) => [textOf(host['name']), read(host)]));
  return {
    startedAt,
    findings: byHost((host) => [...recordsIn(host['verdicts']).flatMap(findingsIn), ...acceptedOn(document, host)]),
    counters: byHost((host) => new Map(recordsIn(host['accounts']).flatMap(counterIn))),
  };
}

type JsonRecord = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordsIn(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function findingsIn({ rule, findings }: JsonRecord): readonly EarlierFinding[] {
  return recordsIn(findings).flatMap(({ severity, message, evidence }) => {
    const accounts = recordsIn(evidence).flatMap((seen) => textsIn(seen['accounts']));
    return perAccount({ rule: textOf(rule), severity: textOf(severity), message: textOf(message) }, accounts);
  });
}

function acceptedOn(document: JsonRecord, { name }: JsonRecord): readonly EarlierFinding[] {
  const accepted = recordsIn(document['accepted']).filter(({ host }) => host === name);
  return accepted.flatMap(({ rule, severity, message, accounts }) => {
    const finding = { rule: textOf(rule), severity: textOf(severity), message: textOf(message) };
    return perAccount(finding, textsIn(accounts));
  });
}

function counterIn({ account, hotp_counter: counter }: JsonRecord): readonly (readonly [string, number])[] {
  return typeof counter === 'number' && typeof account === 'string' ? [[account, counter]] : [];
}
