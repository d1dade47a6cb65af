// A fact is one thing that a host can be asked. The probe (sh) and the parser (pure) of a fact stand in one file.

/**
 * `probe` gives a POSIX-sh fragment that reads and never writes; `parse` reads its stdout. Parameters are words (account
 * names, package names), merged as a set over all tasks that ask. `parse` is total: whatever a hostile host prints gives a value.
 */
export interface Fact<T> {
  readonly name: string;
  /** What several probes need, in sh: each is run once before all of them, and may leave variables for them. */
  readonly preludes?: readonly string[];
  probe(params: readonly string[]): string;
  parse(text: string): T;
}

/** That a fact is needed, and for which words. */
export interface FactRequest {
  readonly fact: Fact<unknown>;
  readonly params: readonly string[];
}

/** The facts of one host. `get` throws a TypeError for a fact that nobody asked for, which is a bug of ours. */
export interface Facts {
  get<T>(fact: Fact<T>): T;
}

/** Facts from values by name: what gather makes, and what scenario files hold. */
export function factsOf(values: ReadonlyMap<string, unknown>): Facts {
  return {
    get<T>(fact: Fact<T>): T {
      if (!values.has(fact.name)) throw new TypeError(`the fact "${fact.name}" was not gathered`);
      return values.get(fact.name) as T;
    },
  };
}

/** Requests with the parameters of the same fact united, in order of first appearance. */
export function mergeRequests(requests: readonly FactRequest[]): readonly FactRequest[] {
  const merged = new Map<Fact<unknown>, Set<string>>();
  for (const { fact, params } of requests) {
    const words = merged.get(fact) ?? new Set<string>();
    for (const word of params) words.add(word);
    merged.set(fact, words);
  }
  return [...merged].map(([fact, words]) => ({ fact, params: [...words] }));
}
