// Whether sshd leaves enough tries and time for a key and a code: hardening guides set both for a key alone.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import { effectiveValue, sshdEffective } from '../facts/sshd-effective.ts';
import { sshdFiles } from '../facts/sshd-files.ts';
import { placeText, walkSshdConfig } from '../formats/sshd-walk.ts';
import type { Warning } from '../plan/warning.ts';

/** With fewer, one key that does not fit and one slip of the finger end a login. */
const leastTries = 3;

/** In fewer seconds few people find their phone and type six digits. */
const leastSeconds = 45;

/** A warning each for too few tries and too little time, where that holds for anybody. */
export function attemptWarnings(facts: Facts): readonly Warning[] {
  const tries = least(facts, 'maxauthtries');
  const seconds = least(facts, 'logingracetime');
  return [
    ...(tries !== undefined && tries < leastTries ? [fewTries(tries, placeOf(facts, 'maxauthtries'))] : []),
    // 0 is no limit.
    ...(seconds !== undefined && seconds > 0 && seconds < leastSeconds
      ? [shortTime(seconds, placeOf(facts, 'logingracetime'))]
      : []),
  ];
}

function least(facts: Facts, keyword: string): number | undefined {
  const { global, classes } = facts.get(sshdEffective);
  const values = [global, ...classes.map(({ effective }) => effective)].flatMap((effective) => {
    const value = effectiveValue(effective, keyword) ?? '';
    return /^\d{1,9}$/.test(value) ? [Number(value)] : [];
  });
  return values.length === 0 ? undefined : Math.min(...values);
}

/** The lines that set a keyword. */
function placeOf(facts: Facts, keyword: string): string {
  const { files, main } = facts.get(sshdFiles);
  const settings = walkSshdConfig(new Map(files.map(({ path, text }) => [path, text ?? ''])), main);
  return settings
    .filter((setting) => setting.keyword === keyword)
    .map(placeText)
    .join(', ');
}

function fewTries(tries: number, place: string): Warning {
  return {
    cause: causes.fewTries,
    message: `sshd ends a login after ${tries === 1 ? 'one failure' : `${tries} failures`} (MaxAuthTries at ${place}): each key that does not fit is one, and each wrong code`,
    help: 'set MaxAuthTries to 4 or more, and tell people with several keys to set IdentitiesOnly',
  };
}

function shortTime(seconds: number, place: string): Warning {
  return {
    cause: causes.littleTime,
    message: `sshd ends a login after ${seconds} s (LoginGraceTime at ${place}), in which a code must be found and typed, and a new one waited for where it was used just before`,
    help: 'set LoginGraceTime to 60 or more',
  };
}
