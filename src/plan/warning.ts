// What to know about a plan although it may be carried out.
import type { WarningId } from '../causes/causes.ts';

/** Something that a plan should not be carried out without knowing: the cause, and what to do about it. */
export interface Warning {
  readonly cause: WarningId;
  readonly message: string;
  readonly help: string;
}
