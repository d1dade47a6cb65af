// What to know about a plan although it may be carried out.

/** Something that a plan should not be carried out without knowing: a cause id (`L31`), and what to do about it. */
export interface Warning {
  readonly cause: string;
  readonly message: string;
  readonly help: string;
}
