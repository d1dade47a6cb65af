// One-time codes for logins: every code at most once per state file, and never more attempts than the host allows.
import { Secret } from '../shell/secret.ts';
import type { StateFileId } from './claim.ts';
import { chooseAttempt, chooseStep, isOverrun, type CodeChoice, type Moment, type WaitReason } from './code-choice.ts';
import type { SpentCodes } from './spent-codes.ts';
import { codeAt } from './totp.ts';

/** A login that needs a code. */
export interface CodeRequest {
  readonly stateFile: StateFileId;
  /** Base32, of the state file that the host will ask. */
  readonly secret: Secret;
  /** Seconds that the host's clock is ahead of the controller's, and 30 times the file's TIME_SKEW if it has one. */
  readonly clockOffset: number;
  /** Called before each wait, to show it. */
  readonly onWait?: (seconds: number, reason: WaitReason) => void;
  readonly signal?: AbortSignal;
}

/** Seconds since 1970, and a sleep in seconds that rejects when the signal aborts. */
export interface Clock {
  now(): number;
  sleep(seconds: number, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Hands out codes. One that was handed out counts as used, whatever became of the login. Ask before the login begins, not at its
 * prompt: the host counts an attempt when it begins, and beyond the rate limit it shows no prompt at all.
 */
export interface Codes {
  /** The oldest code that the host will accept now, waiting for one if need be. Log in at once: it may be good for only 5 seconds. */
  take(request: CodeRequest): Promise<Secret>;
  /** Six digits that are no code of this secret anywhere near now. An attempt like any other, so this may wait too. */
  wrong(request: CodeRequest): Promise<Secret>;
}

/** Codes over a record of what was spent. */
export function codesOver(spent: SpentCodes, clock: Clock): Codes {
  return {
    async take(request) {
      const isUsable = (step: number): boolean => isUnambiguous(request.secret, step);
      const step = await claimWith(request, (moment) => {
        const choice = chooseStep(moment, spent.uses(request.stateFile), isUsable);
        return { choice, claimed: choice.kind === 'use' ? choice.step : undefined };
      });
      return codeAt(request.secret, step);
    },
    async wrong(request) {
      const step = await claimWith(request, (moment) => ({
        choice: chooseAttempt(moment, spent.uses(request.stateFile)),
        claimed: undefined,
      }));
      return wrongCode(request.secret, step);
    },
  };

  async function claimWith(request: CodeRequest, choose: (moment: Moment) => Choosing): Promise<number> {
    for (;;) {
      request.signal?.throwIfAborted();
      const moment = { now: clock.now(), clockOffset: request.clockOffset };
      const { choice, claimed } = choose(moment);
      if (choice.kind === 'wait') {
        request.onWait?.(choice.seconds, choice.reason);
        await clock.sleep(choice.seconds, request.signal);
        continue;
      }
      // No await between choosing and claiming: logins to one account may run side by side.
      const alone = spent.claim(request.stateFile, { at: moment.now, step: claimed });
      if (alone && !isOverrun(moment, spent.uses(request.stateFile))) return choice.step;
    }
  }
}

interface Choosing {
  readonly choice: CodeChoice;
  /** The step to record as spent; undefined for a wrong code. */
  readonly claimed: number | undefined;
}

/** One code in a million is also that of a neighbour. The host would then mark the wrong step, and refuse the code the second time. */
function isUnambiguous(secret: Secret, step: number): boolean {
  const code = codeAt(secret, step).reveal();
  return [-2, -1, 1, 2].every((distance) => codeAt(secret, step + distance).reveal() !== code);
}

function wrongCode(secret: Secret, step: number): Secret {
  const near = Array.from({ length: 21 }, (_, index) => codeAt(secret, step - 10 + index).reveal());
  let code = Number(codeAt(secret, step).reveal());
  do code = (code + 1) % 1_000_000;
  while (near.includes(sixDigits(code)));
  return new Secret(sixDigits(code));
}

function sixDigits(code: number): string {
  return String(code).padStart(6, '0');
}
