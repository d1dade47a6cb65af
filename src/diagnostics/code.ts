// What there is to know about a diagnostic code.

/** The page of a code. The help of a diagnostic is about its one place; this holds wherever the code stands. */
export interface CodePage {
  /** What is wrong, in a few words, lower case. */
  readonly title: string;
  /** Why it is wrong: full sentences. */
  readonly explanation: string;
  /** What to do: full sentences. */
  readonly remedy: string;
}

/** Pages by code, in kebab-case. A code never changes its meaning: people grep for it. */
export type CodePages = Readonly<Record<string, CodePage>>;
