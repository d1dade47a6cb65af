// Which question of a host is the one for a one-time code. Prompts are the host's words: they decide nothing but whether we answer.

/** One question of a keyboard-interactive round (RFC 4256 §3.2). */
export interface Prompt {
  readonly prompt: string;
  readonly echo?: boolean;
}

/** At most so many questions in one round, and rounds in one login; more is a host that plays games. */
export const maximumPrompts = 4;
export const maximumRounds = 5;

const longestPrompt = 512;

/** A prompt cut to a length that can be kept. */
export function promptText({ prompt }: Prompt): string {
  return prompt.slice(0, longestPrompt);
}

const asksForCode = /\b(?:codes?|passcode|otp|totp|hotp|tokens?|authenticator|one[- ]time)\b/i;
const asksForOther = /\b(?:new|current|old|retype|repeat|again|emergency|scratch|recovery|backup|hardware)\b/i;
const oneTimePassword = /\bone[- ]time (?:password|passcode)\b/gi;
const asksForPassword = /pass ?word|passphrase|passwort|mot de passe|contrase/i;

/**
 * Whether a prompt asks for the current one-time code: `Verification code: ` of google-authenticator, `One-time password (OATH) for
 * …` of pam_oath, or an administrator's own `authtok_prompt` that says code, token or OTP. A prompt for a password never is.
 */
export function isCodePrompt(prompt: string): boolean {
  const text = prompt.slice(0, longestPrompt);
  const rest = text.replace(oneTimePassword, '');
  return asksForCode.test(text) && !asksForOther.test(text) && !asksForPassword.test(rest);
}

/** What to do with a round: give the code to its only prompt, or stop, and why. `unknown` where the host plays games. */
export type RoundPlan =
  | { readonly answer: true }
  | { readonly answer: false; readonly outcome: 'refused' | 'unknown'; readonly detail: string };

/** Judges a round with at least one prompt. `round` counts from 1; `codeSpent` is whether a code was given on this connection. */
export function planRound(prompts: readonly Prompt[], round: number, codeSpent: boolean): RoundPlan {
  const stop = (detail: string, outcome: 'refused' | 'unknown' = 'refused'): RoundPlan => ({
    answer: false,
    outcome,
    detail,
  });
  if (round > maximumRounds) return stop(`the host asked more than ${maximumRounds} rounds of questions`, 'unknown');
  if (prompts.length > maximumPrompts) return stop(`the host asked ${prompts.length} questions at once`, 'unknown');
  const other = prompts.find(({ prompt }) => !isCodePrompt(prompt));
  if (other)
    return stop(
      `the host asks ${JSON.stringify(promptText(other).trim())}, which is not a question for a one-time code`,
    );
  if (prompts.length > 1) return stop('the host asks for more than one code');
  return codeSpent ? stop('the host asks for a second code') : { answer: true };
}
