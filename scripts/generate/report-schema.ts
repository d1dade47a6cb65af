// The part of the report's schema that follows from the policies: what a login may be expected to show.
import type { Expectation } from '../../src/plan/expectation.ts';

interface ReportSchema {
  readonly definitions: { readonly login: { readonly properties: { readonly expected: { enum: readonly string[] } } } };
}

/** The schema, which the rest of is written by hand, with the names of what may be expected. */
export function withExpectations(schema: unknown, known: readonly Expectation[]): unknown {
  const copy = structuredClone(schema) as ReportSchema;
  copy.definitions.login.properties.expected.enum = known.map(({ name }) => name);
  return copy;
}
