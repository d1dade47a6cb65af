// The tables of docs/safety.md: every cause, what Keyturn does about it, and what tests it.
import type { Cause, CauseKind } from '../../src/causes/cause.ts';

const begin = '<!-- Written by `npm run generate` from src/causes/ and test/docker/lockouts/: change those. -->';
const end = '<!-- End of what is written. -->';

/** The page with its tables written anew. Throws where the marks around them are missing. */
export function withCauses(
  page: string,
  causes: Readonly<Record<CauseKind, readonly Cause[]>>,
  cases: readonly string[],
): string {
  const [first, last] = [page.indexOf(begin), page.indexOf(end)];
  if (first === -1 || last < first) throw new Error('docs/safety.md has lost the marks around its tables of causes');
  return `${page.slice(0, first)}${begin}\n\n${tables(causes, cases)}\n\n${page.slice(last)}`;
}

function tables(causes: Readonly<Record<CauseKind, readonly Cause[]>>, cases: readonly string[]): string {
  const all = Object.values(causes).flat();
  const catalogue = all.filter(({ id }) => isNumbered(id));
  const staged = catalogue.filter(({ id }) => casesOf(id, cases).length > 0);
  const others = cases.filter((name) => !catalogue.some(({ id }) => casesOf(id, [name]).length > 0));
  return [
    `${staged.length} of the ${catalogue.length} causes are staged so, by ${cases.length - others.length} cases. Other cases are about rules of the audit: ${others.join(', ')}.`,
    '',
    '| cause | what it is | what Keyturn does | cases |',
    '| --- | --- | --- | --- |',
    ...catalogue.map((cause) => `| ${cause.id} | ${cause.title} | ${cause.response} | ${testsOf(cause, cases)} |`),
    '',
    'Hosts are refused for these as well:',
    '',
    '| cause | what it is | what to do |',
    '| --- | --- | --- |',
    ...all.filter(({ id }) => !isNumbered(id)).map(({ id, title, remedy }) => `| ${id} | ${title} | ${remedy} |`),
  ].join('\n');
}

function isNumbered(id: string): boolean {
  return /^[LN]\d+$/.test(id);
}

function testsOf({ id, tested }: Cause, cases: readonly string[]): string {
  const tests = [...casesOf(id, cases), ...(tested === undefined ? [] : [tested])];
  if (tests.length === 0) throw new Error(`${id} has neither a case in test/docker/lockouts nor a word on why not`);
  return tests.join(', ');
}

/** The cases of a cause: `L6`, `L6-allowed`. */
function casesOf(id: string, cases: readonly string[]): readonly string[] {
  return cases.filter((name) => name === id || name.startsWith(`${id}-`));
}
