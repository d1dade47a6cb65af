// The way from the text of a baseline to what it accepts. All problems come at once, each with its place.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { toValue } from '../../documents/node.ts';
import { parseYaml } from '../../documents/parse.ts';
import { checkSchema } from '../../documents/schema.ts';
import type { Rule } from '../rule.ts';
import type { Acceptance } from './baseline.ts';
import { baselineSchema } from './baseline-schema.ts';

/** `acceptances` is undefined as soon as there is an error. */
export interface LoadedBaseline {
  readonly acceptances: readonly Acceptance[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A baseline as its schema lets it be. */
interface BaselineDocument {
  readonly accepted: readonly (Partial<Acceptance> & Pick<Acceptance, 'rule' | 'owner' | 'reason' | 'expires'>)[];
}

/** Loads a baseline from its text. `file` is what diagnostics call it. Never throws for bad input. */
export function loadBaseline(text: string, file: string, rules: readonly Rule[]): LoadedBaseline {
  const { root, problems } = parseYaml(text, { file, kind: 'baseline' });
  if (root === undefined) return { acceptances: undefined, diagnostics: problems.diagnostics };
  const isValid = checkSchema(baselineSchema(rules), { node: root, key: undefined, name: 'the baseline' }, problems);
  const acceptances = isValid ? (toValue(root) as BaselineDocument).accepted.map(acceptanceOf) : undefined;
  return { acceptances, diagnostics: problems.diagnostics };
}

function acceptanceOf({
  rule,
  owner,
  reason,
  expires,
  hosts,
  accounts,
}: BaselineDocument['accepted'][number]): Acceptance {
  return { rule, hosts, accounts, owner, reason, expires };
}
