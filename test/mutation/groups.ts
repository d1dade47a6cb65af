// What is broken on purpose, and which tests should notice.
import { readdirSync } from 'node:fs';

export interface Group {
  /** Folders and files below src/. */
  readonly of: readonly string[];
  /** Folders and files of tests. */
  readonly tests: readonly string[];
}

export const groups: readonly Group[] = [
  {
    of: [
      'src/run/logins/judge.ts',
      ...['apply', 'confirm', 'prove', 'rehearse', 'revert'].map((phase) => `src/run/phases/${phase}.ts`),
    ],
    tests: ['test/unit/run/logins', 'test/unit/run/phases', 'test/unit/run/settle.test.ts'],
  },
];

/** Every file of these folders and files, sorted. */
export function filesIn(places: readonly string[], ending: string): readonly string[] {
  return places
    .flatMap((place) =>
      place.endsWith('.ts')
        ? [place]
        : readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => `${place}/${name}`),
    )
    .filter((path) => path.endsWith(ending))
    .toSorted();
}
