// pam_time(8): when somebody may log in, by time.conf(5).
import { causes } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import type { LocalTime } from '../../facts/pam-service.ts';
import type { Holds } from '../../formats/access-conf.ts';
import { holdsAt, isSameName, parseTimeConf, takesField, type TimeRule } from '../../formats/time-conf.ts';
import type { ModuleAnswer, Question } from './question.ts';

/** The file that the module reads; newer releases take another one that a line names. */
const timeTable = '/etc/security/time.conf';

/** What sshd gives for a terminal. */
const terminal = 'ssh';

const success: ModuleAnswer = { result: 'success' };

/** A rule that holds at some times lets in and keeps out, each at its time: both may be said, and the words tell what it says now. */
export function time({ args, host, person: { account } }: Question): readonly ModuleAnswer[] {
  const named = args.findLast((arg) => arg.startsWith('conffile='))?.slice('conffile='.length);
  const tables = host.tables.filter(({ path }) => path === timeTable || path === named);
  const kept = tables.flatMap(({ path, text }): readonly Kept[] => {
    if (text === undefined) return [{ always: false, why: `${path} could not be read` }];
    return parseTimeConf(text).flatMap((rule) =>
      keptOutBy(rule, `${path}:${rule.line}`, host.service, account, host.now),
    );
  });
  const [first] = kept;
  if (first === undefined) return [success];
  const surely = named === undefined ? kept.find(({ always }) => always) : undefined;
  return surely === undefined ? [denied(first.why), success] : [denied(surely.why)];
}

/** `always`: at all times, and in every release. */
interface Kept {
  readonly always: boolean;
  readonly why: string;
}

function keptOutBy(
  { services, terminals, users, times, unclear }: TimeRule,
  place: string,
  service: string,
  account: Account,
  now: LocalTime | undefined,
): readonly Kept[] {
  const isAbout = (field: string, name: string): boolean => takesField(field, (word) => isSameName(name, word));
  if (!isAbout(services, service) || !isAbout(terminals, terminal)) return [];
  const takes = takesUser(users, account);
  if (takes === 'no') return [];
  const when = whenHolds(times);
  if (when === 'always' && !unclear) return [];
  const rule = `"${[services, terminals, users, times].join(';')}" at ${place}`;
  if (when === 'never') return [{ always: takes === 'yes' && !unclear, why: `${rule} lets it in at no time` }];
  const moment = now === undefined ? '' : `, and ${isHeld(times, now) ? 'now is one' : 'now is none'}`;
  return [{ always: false, why: `${rule} lets it in at some times only${moment}` }];
}

/** Netgroups (`@`) are not looked at; newer releases take `@@` for groups of the host. */
function takesUser(users: string, { name, groups }: Account): Holds {
  if (users.startsWith('@@')) return groups.includes(users.slice(2)) ? 'maybe' : 'no';
  if (users.startsWith('@')) return 'maybe';
  return takesField(users, (word) => isSameName(name, word)) ? 'yes' : 'no';
}

function isHeld(times: string, { day, minute }: LocalTime): boolean {
  return takesField(times, (word) => holdsAt(word, day, minute));
}

/** Every minute of a week is looked at: times may overlap in any way. */
function whenHolds(times: string): 'always' | 'never' | 'sometimes' {
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) => Math.floor(minute / 60) * 100 + (minute % 60));
  const week = [0, 1, 2, 3, 4, 5, 6].flatMap((day) => minutes.map((minute) => ({ day, minute })));
  const first = isHeld(times, { day: 0, minute: 0 });
  if (week.some((moment) => isHeld(times, moment) !== first)) return 'sometimes';
  return first ? 'always' : 'never';
}

function denied(why: string): ModuleAnswer {
  return { result: 'perm_denied', why: { cause: causes.accountClosed, why } };
}
