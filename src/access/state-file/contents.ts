// What stands in a state file, where the module takes no code because of it.
import { causes } from '../../causes/causes.ts';
import type { StateFile } from '../../facts/state-files.ts';
import type { StateSettings } from '../../formats/state-settings.ts';
import { enrolAnew } from './place.ts';
import { quoted, shown, type StateProblem } from './problem.ts';

/** Why no code is right by these lines; undefined where one is. */
export function contentProblem(file: StateFile, settings: StateSettings): StateProblem | undefined {
  return (
    zeroProblem(file) ?? lineProblem(file, settings) ?? codesProblem(file, settings) ?? skewProblem(file, settings)
  );
}

function zeroProblem({ path, text }: StateFile): StateProblem | undefined {
  if (text?.includes('\0') !== true) return undefined;
  return {
    cause: causes.stateFileNotTaken,
    what: 'damaged',
    saw: 'bytes that are zero',
    reason: `${path} holds bytes that are zero: it is damaged`,
    help: enrolAnew(path),
  };
}

function lineProblem({ path }: StateFile, { secretLength, faults }: StateSettings): StateProblem | undefined {
  const [fault] = faults;
  if (fault !== undefined) {
    const { option, needs } = fault;
    return {
      cause: causes.stateFileNotTaken,
      what: `${option.name} is not as the module wants it`,
      saw: quoted(option),
      reason: `${quoted(option)} of ${path} is not what the module takes`,
      help: `correct line ${option.line}: ${option.name} needs ${needs}`,
    };
  }
  if (secretLength !== undefined) return undefined;
  return {
    cause: causes.stateFileNotTaken,
    what: 'line 1 is no secret',
    saw: 'no base32 in line 1',
    reason: `line 1 of ${path} is no secret: it has to be base32 (A to Z, 2 to 7) and nothing else`,
    help: enrolAnew(path),
  };
}

function codesProblem({ path }: StateFile, { codes, options, ignored }: StateSettings): StateProblem | undefined {
  if (codes !== 'neither') return undefined;
  const counter = options.get('HOTP_COUNTER');
  if (counter !== undefined) {
    return {
      cause: causes.counterAtZero,
      what: 'a counter below 1',
      saw: quoted(counter),
      reason: `${quoted(counter)} of ${path} is no counter: counters begin at 1`,
      help: enrolAnew(path),
    };
  }
  const meant = ignored.find(({ text }) => /^"[ \t]*(?:TOTP_AUTH|HOTP_COUNTER)/.test(text));
  return {
    cause: causes.stateFileNotTaken,
    what: 'neither TOTP_AUTH nor HOTP_COUNTER',
    saw: meant === undefined ? 'neither option' : `${quoted(meant)} is none`,
    reason: `${path} has neither TOTP_AUTH nor HOTP_COUNTER${meant === undefined ? '' : `: ${quoted(meant)} means nothing to the module`}`,
    help:
      meant === undefined
        ? enrolAnew(path)
        : `write ${shown(`" ${meant.text.replace(/^"[ \t]*/, '')}`)} in line ${meant.line}`,
  };
}

/** The module adds what it has once learned to the time, also when the clock has been set right since. */
function skewProblem({ path }: StateFile, settings: StateSettings): StateProblem | undefined {
  const { codes, isInWindow, timeSkew, stepSize = 30, windowSize = 3, options } = settings;
  const option = options.get('TIME_SKEW');
  if (codes !== 'time' || isInWindow || option === undefined) return undefined;
  const seconds = Math.abs(timeSkew) * stepSize;
  return {
    cause: causes.learnedSkew,
    what: 'a time skew beyond the window',
    saw: `${quoted(option)} with WINDOW_SIZE ${windowSize}`,
    reason: `${quoted(option)} of ${path} is beyond WINDOW_SIZE ${windowSize}: only codes of ${seconds} s ${timeSkew > 0 ? 'ahead' : 'ago'} are taken`,
    help: `once the clocks are right, remove the lines TIME_SKEW and RESETTING_TIME_SKEW from ${path}`,
  };
}
