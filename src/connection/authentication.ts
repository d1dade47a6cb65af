// One login: answers ssh2's questions about what to try next, and keeps the record that evidence is made of.
import type { AuthHandlerMiddleware, KeyboardInteractiveAuthMethod, NextAuthHandler } from 'ssh2';

import type { Secret } from '../shell/secret.ts';
import { nextMove } from './auth-plan.ts';
import { maximumPrompts, maximumRounds, planRound, promptText, type Prompt } from './code-prompt.ts';
import { ConnectionError } from './connection.ts';
import { askQuestions, type AskQuery, type KeyAnswer, type KeyQuestions } from './key-questions.ts';
import type { AuthStep, Evidence } from './evidence.ts';
import type { PrivateKey } from './private-key.ts';

/** Gives the one-time code for an account, or undefined if there is none. Prompts are the host's words: sanitize before printing. */
export type CodeSource = (challenge: Challenge) => Promise<Secret | undefined>;

/** What a host asks. `over` aborts when the login is, and nobody needs the answer any more. */
export interface Challenge {
  readonly account: string;
  readonly prompts: readonly string[];
  readonly over: AbortSignal;
}

/** What to log in with. Without a key the code is offered first; otherwise only to a host that accepted a key. */
export interface Factors {
  readonly keys: readonly PrivateKey[];
  /** Asked at most once per login. Without it, a host that wants a code is not asked for its prompt. */
  readonly answerCode?: CodeSource | undefined;
  /** Asked before anything is tried. With neither a key nor a code the login is over then. */
  readonly ask?: KeyQuestions | undefined;
}

/** What the login needs from the connection around it. */
export interface AuthenticationHost {
  /** Called before anything is sent that belongs to the operator; authentication starts when it resolves. */
  readonly beforeFirst: () => Promise<void>;
  /** Sends a query about a public key. */
  readonly query: AskQuery;
  /** The time until the returned function is called does not count. */
  readonly pauseDeadline: () => () => void;
  /** The login is over without success. */
  readonly giveUp: (verdict: AuthVerdict) => void;
}

/** How a login ended that was not accepted; `unknown` where it was not the host that ended it. */
export interface AuthVerdict {
  readonly outcome: 'refused' | 'unknown';
  readonly detail: string;
  readonly help?: string | undefined;
  readonly cause?: unknown;
}

const longestMethodList = 16;

/** The record of one login, and the handler for ssh2. */
export class Authentication {
  readonly #account: string;
  readonly #factors: Factors;
  readonly #host: AuthenticationHost;
  readonly #steps: AuthStep[] = [];
  readonly #prompts: string[] = [];
  readonly #asked: KeyAnswer[] = [];
  #trying: AuthStep['tried'] | undefined;
  #lastAnswer: readonly string[] | undefined;
  #keysTried = 0;
  #codeTried = false;
  #codeSpent = false;
  #round = 0;
  readonly #ended = new AbortController();

  constructor(account: string, factors: Factors, host: AuthenticationHost) {
    this.#account = account;
    this.#factors = factors;
    this.#host = host;
  }

  /** For ssh2's `authHandler`. */
  readonly handler: AuthHandlerMiddleware = (methodsLeft, partialSuccess, next) => {
    if (this.#trying === undefined) {
      this.#first().then(
        () => {
          this.#proceed(next);
        },
        (cause: unknown) => {
          this.#giveUp({ outcome: 'unknown', detail: cause instanceof Error ? cause.message : String(cause), cause });
        },
      );
      return;
    }
    this.#noteAnswer(methodsLeft, partialSuccess);
    this.#proceed(next);
  };

  async #first(): Promise<void> {
    await this.#host.beforeFirst();
    const { ask, keys, answerCode } = this.#factors;
    if (ask === undefined || this.#over) return;
    await askQuestions(ask, this.#host.query, this.#asked);
    if (keys.length > 0 || answerCode !== undefined) return;
    this.#giveUp({ outcome: 'unknown', detail: 'nothing was tried: the host was asked about public keys' });
  }

  /** Counts every round of questions, those without one too, which ssh2 answers by itself. False if it is one too many. */
  noteRound(): boolean {
    this.#round++;
    if (this.#round <= maximumRounds) return true;
    this.#giveUp({ outcome: 'unknown', detail: `the host asked more than ${maximumRounds} rounds of questions` });
    return false;
  }

  /** The host let us in. */
  noteSuccess(): void {
    this.stop();
    this.#steps.push({ tried: this.#trying ?? 'none', methodsLeft: [], partialSuccess: false });
  }

  /** Nothing is sent any more. */
  stop(): void {
    this.#ended.abort(new ConnectionError('auth', 'the login is over'));
  }

  get #over(): boolean {
    return this.#ended.signal.aborted;
  }

  /** The record so far. */
  evidence(outcome: Evidence['outcome'], detail: string): Evidence {
    const asked = this.#factors.ask === undefined ? {} : { asked: [...this.#asked] };
    return { account: this.#account, steps: [...this.#steps], prompts: [...this.#prompts], outcome, detail, ...asked };
  }

  #noteAnswer(methodsLeft: readonly string[] | null, partialSuccess: boolean): void {
    // ssh2 repeats its last answer, the very same array, where it skipped an attempt without asking the host.
    if (methodsLeft === null || methodsLeft === this.#lastAnswer) return;
    this.#lastAnswer = methodsLeft;
    const names = methodsLeft.slice(0, longestMethodList).map((name) => name.slice(0, 64));
    this.#steps.push({ tried: this.#trying ?? 'none', methodsLeft: names, partialSuccess });
  }

  #proceed(next: NextAuthHandler): void {
    if (this.#over) return;
    const { keys, answerCode } = this.#factors;
    const move = nextMove({
      account: this.#account,
      keys: keys.length,
      keysTried: this.#keysTried,
      hasCode: answerCode !== undefined,
      codeTried: this.#codeTried,
      last: this.#trying === undefined ? undefined : (this.#steps.at(-1) ?? skipped(this.#trying)),
      keyAccepted: this.#steps.some((step) => step.tried === 'publickey' && step.partialSuccess),
    });
    if ('refused' in move) {
      this.#giveUp({ outcome: 'refused', detail: move.refused, help: move.help });
      return;
    }
    this.#trying = move.try;
    if (move.try === 'publickey') {
      this.#keysTried++;
      const key = keys[move.key];
      if (key) next({ type: 'publickey', username: this.#account, key: key.parsed });
    } else if (move.try === 'keyboard-interactive') {
      this.#codeTried = true;
      next({ type: 'keyboard-interactive', username: this.#account, prompt: this.#answerRound });
    } else {
      next({ type: 'none', username: this.#account });
    }
  }

  readonly #answerRound: KeyboardInteractiveAuthMethod['prompt'] = (
    _name,
    _instructions,
    _language,
    prompts,
    finish,
  ) => {
    this.#prompts.push(...prompts.slice(0, maximumPrompts).map(promptText));
    const plan = planRound(prompts, this.#round + 1, this.#codeSpent);
    if (!plan.answer) {
      this.#giveUp(plan);
      return;
    }
    this.#codeSpent = true;
    void this.#ask(prompts).then((code) => {
      if (code !== undefined && !this.#over) finish([code.reveal()]);
    });
  };

  async #ask(prompts: readonly Prompt[]): Promise<Secret | undefined> {
    const resumeDeadline = this.#host.pauseDeadline();
    try {
      const challenge = { account: this.#account, prompts: prompts.map(promptText), over: this.#ended.signal };
      const code = await this.#factors.answerCode?.(challenge);
      if (code === undefined) this.#giveUp({ outcome: 'unknown', detail: `there is no code for ${this.#account}` });
      return code;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      this.#giveUp({ outcome: 'unknown', detail: `there is no code for ${this.#account}: ${message}`, cause });
      return undefined;
    } finally {
      resumeDeadline();
    }
  }

  #giveUp(verdict: AuthVerdict): void {
    if (this.#over) return;
    this.stop();
    this.#host.giveUp(verdict);
  }
}

function skipped(tried: string): AuthStep {
  return { tried, methodsLeft: ['publickey'], partialSuccess: false };
}
