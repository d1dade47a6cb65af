// A fact is one thing that a host can be asked. The probe (sh) and the parser (pure) of a fact stand in one file.

/**
 * `probe` gives a POSIX-sh fragment that reads and never writes; `parse` reads its stdout. Parameters are words (account
 * names, package names), merged as a set over all tasks that ask. `parse` is total: whatever a hostile host prints gives a value.
 * Before any probe runs, `readFamily` (probe/family.ts) has set where the family of the host has its files.
 */
export interface Fact<T> {
  readonly name: string;
  /** What several probes need, in sh: each is run once before all of them, and may leave variables for them. */
  readonly preludes?: readonly string[];
  probe(params: readonly string[]): string;
  parse(text: string): T;
  /**
   * What a line of an answer can be, for facts on which a verdict rests: an answer with any other line, or with none, is not one of the
   * probe. A probe that may find nothing closes its answer with a line that says so.
   */
  readonly line?: RegExp;
}

/** Whether a text can be what the probe of the fact prints. Blank lines say nothing. */
export function isAnswer({ line }: Fact<unknown>, text: string): boolean {
  const printed = text.split('\n').filter((one) => one !== '');
  return line === undefined || (printed.length > 0 && printed.every((one) => line.test(one)));
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
