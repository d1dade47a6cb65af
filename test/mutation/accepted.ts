// The list of mutants that may survive, each with the reason: accepted.yml, by file. No lines: those move with every edit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Mutant } from './stryker.ts';

/** One place of the list: every mutant of these kinds that changes this text in this file. */
export interface Accepted {
  readonly mutator: string | readonly string[];
  readonly was: string;
  /** Narrows it to the mutant that puts this there. */
  readonly became?: string;
  /** Narrows it to lines of the source with this in them. */
  readonly on?: string;
  readonly why: string;
}

export type AcceptedList = ReadonlyMap<string, readonly Accepted[]>;

export function acceptedSurvivors(): AcceptedList {
  const text = readFileSync(join(import.meta.dirname, 'accepted.yml'), 'utf8');
  return new Map(Object.entries(parse(text) as Readonly<Record<string, readonly Accepted[]>>));
}

export function isAccepted(list: AcceptedList, mutant: Mutant): boolean {
  return list.get(mutant.file)?.some((entry) => matches(entry, mutant)) ?? false;
}

/** The entries about these files that no survivor needs any more. */
export function staleEntries(
  list: AcceptedList,
  files: readonly string[],
  survivors: readonly Mutant[],
): readonly string[] {
  return files.flatMap((file) => {
    const here = survivors.filter((mutant) => mutant.file === file);
    return (list.get(file) ?? [])
      .filter((entry) => !here.some((mutant) => matches(entry, mutant)))
      .map(({ mutator, was }) => `${file}: ${String(mutator)}: ${was}`);
  });
}

function matches({ mutator, was, became }: Accepted, mutant: Mutant): boolean {
  return (
    [mutator].flat().includes(mutant.mutator) &&
    was === mutant.was &&
    (became === undefined || became === mutant.became)
  );
}
