// Whether the PAM module would take a code from an account: its own rules for state files, applied to what the fact saw. Every verdict
// is compared with the module's own in test/docker/state-files.test.ts.
import { causes, type LockOutId } from '../causes/causes.ts';
import type { StateFile, StateFiles } from '../facts/state-files.ts';
import { stateSettings, type Grace, type StateSettings } from '../formats/state-settings.ts';
import { contentProblem } from './state-file/contents.ts';
import { placeProblem } from './state-file/place.ts';
import { quoted, type StateProblem } from './state-file/problem.ts';
import { writingProblem } from './state-file/writing.ts';

/** How an account stands. `invalid` files make every code fail; `unknown` ones may. */
export type Enrolled =
  | { readonly state: 'absent' }
  /** `graced`: who comes from a host that the file names is asked for no code. */
  | { readonly state: 'valid'; readonly graced?: string }
  | {
      readonly state: 'invalid' | 'unknown';
      readonly cause: LockOutId;
      readonly reason: string;
      readonly help: string;
    };

/** How the account stands; `unknown` for one that was not asked for. `now` is the host's time, undefined where it is not known. */
export function enrolledState(value: StateFiles, account: string, now: number | undefined): Enrolled {
  const file = value.files.find((entry) => entry.account === account);
  return file === undefined ? notSeen(`the state file of "${account}"`) : stateOf(file, now);
}

function stateOf(file: StateFile, now: number | undefined): Enrolled {
  const { account, path, text } = file;
  // A folder that is closed comes first: the module then knows of no missing file, and nullok does not hold.
  const place = placeProblem(file);
  if (place !== undefined) return invalid(place);
  if (file.file.kind === 'absent') return { state: 'absent' };
  if (file.leadsTo === '') return leadsNowhere(path);
  if (file.file.kind === 'unknown' || text === undefined) return notSeen(path);
  const settings = stateSettings(text);
  const problem = contentProblem(file, settings) ?? writingProblem(file, settings);
  if (problem !== undefined) return invalid(problem);
  if (file.reach === 'unknown' || (file.mayWrite === 'unknown' && settings.rewrittenFor.length > 0)) {
    return {
      ...{ state: 'unknown', cause: causes.homeOutOfReach },
      reason: `whether "${account}" may ${file.reach === 'unknown' ? 'get to' : 'write'} ${path} is not known: an access list, or a further group, decides`,
      help: `give the folders above ${path} owners and modes that say so without an access list`,
    };
  }
  return settings.codes === 'both' ? bothKinds(path, settings) : taken(path, settings, now);
}

function invalid({ cause, reason, help }: StateProblem): Enrolled {
  return { state: 'invalid', cause, reason, help };
}

function leadsNowhere(path: string): Enrolled {
  return {
    ...{ state: 'unknown', cause: causes.stateFileNotTaken },
    ...{
      reason: `${path} is a link that leads nowhere, or in circles`,
      help: `see where it is to lead, or remove ${path}`,
    },
  };
}

/** A counter wins over the time. Which of the two the user's app shows, the host does not know. */
function bothKinds(path: string, { options }: StateSettings): Enrolled {
  const counter = options.get('HOTP_COUNTER');
  const line = counter === undefined ? 'HOTP_COUNTER' : quoted(counter);
  return {
    ...{ state: 'unknown', cause: causes.stateFileNotTaken },
    reason: `${path} has TOTP_AUTH beside ${line}: codes by time are refused, and only those by the counter are taken`,
    help: `keep the one that the app of its user shows, and remove the other line`,
  };
}

function taken(path: string, { graces }: StateSettings, now: number | undefined): Enrolled {
  const open = openGrace(graces, now);
  if (open === undefined) return { state: 'valid' };
  return { state: 'valid', graced: `${quoted(open.option)} of ${path} lets it in from ${open.host} without a code` };
}

/** The line by which somebody needs no code now. Without a time nobody can say that it is over. */
export function openGrace(graces: readonly Grace[], now: number | undefined): Grace | undefined {
  return graces.find(({ until }) => now === undefined || until > now);
}

function notSeen(what: string): Enrolled {
  return {
    ...{ state: 'unknown', cause: causes.homeOutOfReach },
    ...{ reason: `${what} could not be looked at`, help: 'become root (`become: yes`)' },
  };
}
