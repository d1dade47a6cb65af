// One-time codes for logins: every code at most once per state file, and never more attempts than the host allows.
import { Secret } from '../shell/secret.ts';
import type { StateFileId } from './claim.ts';
import { chooseAttempt, chooseStep, isOverrun, type CodeChoice, type Moment, type WaitReason } from './code-choice.ts';
import type { SpentCodes } from './spent-codes.ts';
import { codeAt } from './totp.ts';

/** A login for which the host may ask a code. */
export interface AttemptRequest {
  readonly stateFile: StateFileId;
  /** Seconds that the host's clock is ahead of the controller's, and 30 times the file's TIME_SKEW if it has one. */
  readonly clockOffset: number;
  /** Called before each wait, to show it. */
  readonly onWait?: (seconds: number, reason: WaitReason) => void;
  readonly signal?: AbortSignal;
}

/** A login that needs a code which we make. */
export interface CodeRequest extends AttemptRequest {
  /** Base32, of the state file that the host will ask. */
  readonly secret: Secret;
}

/** Seconds since 1970, and a sleep in seconds that rejects when the signal aborts. */
export interface Clock {
  now(): number;
  sleep(seconds: number, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Hands out codes. One that was handed out counts as used, whatever became of the login. The host counts an attempt when it shows
 * its prompt, and beyond the rate limit it shows none and refuses: so wait for `ready` before a login begins, `take` at the prompt.
 */
export interface Codes {
  /** Waits until a login may begin and will not have to wait at its prompt. Claims nothing: the host may not ask for a code. */
  ready(request: CodeRequest): Promise<void>;
  /** The oldest code that the host will accept now, waiting for one if need be. Log in at once: it may be good for only 5 seconds. */
  take(request: CodeRequest): Promise<Secret>;
  /** Six digits that are no code of this secret anywhere near now. An attempt like any other, so this may wait too. */
  wrong(request: CodeRequest): Promise<Secret>;
  /** The same as `ready` for a code that somebody else makes. */
  turn(request: AttemptRequest): Promise<void>;
  /** Counts an attempt with such a code. Once at the prompt: waits as `turn` does, should another process have been faster. */
  attempt(request: AttemptRequest): Promise<void>;
}

/** Codes over a record of what was spent. */
export function codesOver(spent: SpentCodes, clock: Clock): Codes {
  const nextStep = (moment: Moment, { stateFile, secret }: CodeRequest): CodeChoice =>
    chooseStep(moment, spent.uses(stateFile), (step) => isUnambiguous(secret, step));
  const nextAttempt = (moment: Moment, { stateFile }: AttemptRequest): CodeChoice =>
    chooseAttempt(moment, spent.uses(stateFile));
  const claim = (moment: Moment, { stateFile }: AttemptRequest, step: number | undefined): boolean =>
    spent.claim(stateFile, { at: moment.now, step }) && !isOverrun(moment, spent.uses(stateFile));
  const claimAttempt = (moment: Moment, request: AttemptRequest): boolean => claim(moment, request, undefined);
  return {
    async ready(request) {
      await settle(clock, request, nextStep, () => true);
    },
    async take(request) {
      return codeAt(request.secret, await settle(clock, request, nextStep, claim));
    },
    async wrong(request) {
      return wrongCode(request.secret, await settle(clock, request, nextAttempt, claimAttempt));
    },
    async turn(request) {
      await settle(clock, request, nextAttempt, () => true);
    },
    async attempt(request) {
      await settle(clock, request, nextAttempt, claimAttempt);
    },
  };
}

/** Waits until there is a step to use and it is accepted; a step that is not was lost to another process, and the next one is due. */
async function settle<Request extends AttemptRequest>(
  clock: Clock,
  request: Request,
  choose: (moment: Moment, request: Request) => CodeChoice,
  accept: (moment: Moment, request: Request, step: number) => boolean,
): Promise<number> {
  for (;;) {
    request.signal?.throwIfAborted();
    const moment = { now: clock.now(), clockOffset: request.clockOffset };
    const choice = choose(moment, request);
    if (choice.kind === 'wait') {
      request.onWait?.(choice.seconds, choice.reason);
      await clock.sleep(choice.seconds, request.signal);
      continue;
    }
    // No await between choosing and accepting: logins to one account may run side by side.
    if (accept(moment, request, choice.step)) return choice.step;
  }
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
