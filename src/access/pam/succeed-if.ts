// pam_succeed_if(8): conditions on the account. What depends on the origin, or on more than the facts tell, is left open.
import type { Account } from '../../facts/accounts.ts';
import { unlessKeptOut, type ModuleAnswer, type Question } from './question.ts';

const quiet: readonly string[] = ['debug', 'quiet', 'quiet_fail', 'quiet_success', 'audit'];
const open: readonly ModuleAnswer[] = [{ result: 'success' }, { result: 'auth_err' }, { result: 'service_err' }];

/** Conditions are tried one after another until one is not met. */
export function succeedIf({ args, control, host, person: { account, anybody } }: Question): readonly ModuleAnswer[] {
  const words = args.filter((arg) => !quiet.includes(arg));
  if (anybody === true) return unlessKeptOut(control, open);
  if (words.length === 0 || words.includes('use_uid')) return open;
  for (let index = 0; index + 2 < words.length; index += 3) {
    const [left = '', operator = '', right = ''] = words.slice(index);
    const met = isMet(account, host.service, left.toLowerCase(), operator.toLowerCase(), right);
    if (met === undefined) return open;
    if (!met) return [{ result: 'auth_err' }];
  }
  return words.length % 3 === 0 ? [{ result: 'success' }] : [{ result: 'service_err' }];
}

function isMet(account: Account, service: string, left: string, operator: string, right: string): boolean | undefined {
  if (operator === 'ingroup') return isMember(account, right);
  if (operator === 'notingroup') return !isMember(account, right);
  const value = valueOf(account, service, left);
  if (value === undefined) return undefined;
  switch (operator) {
    case '=':
      return value === right;
    case '!=':
      return value !== right;
    case 'in':
      return right.split(':').includes(value);
    case 'notin':
      return !right.split(':').includes(value);
  }
  return isNumberMet(value, operator, right);
}

function isNumberMet(value: string, operator: string, right: string): boolean | undefined {
  // Octal and hexadecimal numbers are nobody's habit.
  if (![value, right].every((text) => /^(?:0|[1-9]\d{0,14})$/.test(text))) return undefined;
  const difference = Number(value) - Number(right);
  switch (operator) {
    case 'lt':
    case '<':
      return difference < 0;
    case 'le':
    case '<=':
      return difference <= 0;
    case 'gt':
    case '>':
      return difference > 0;
    case 'ge':
    case '>=':
      return difference >= 0;
    case 'eq':
      return difference === 0;
    case 'ne':
      return difference !== 0;
    default:
      return undefined;
  }
}

function isMember({ groups }: Account, list: string): boolean {
  return list.split(':').some((group) => groups.includes(group));
}

function valueOf({ name, uid, gid, shell, home }: Account, service: string, attribute: string): string | undefined {
  const values = new Map([
    ...(['user', 'login', 'name'] as const).map((word) => [word, name] as const),
    ...(['home', 'dir', 'homedir'] as const).map((word) => [word, home] as const),
    ['uid', String(uid)],
    ['gid', String(gid)],
    ['shell', shell],
    ['service', service],
  ]);
  return values.get(attribute);
}
