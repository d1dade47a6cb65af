// The way from the text of a profile to the rules that it chooses. All problems come at once, each with its place.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { toValue } from '../../documents/node.ts';
import { parseYaml } from '../../documents/parse.ts';
import { checkSchema } from '../../documents/schema.ts';
import type { Rule } from '../rule.ts';
import type { Severity } from '../severity.ts';
import { asItIs, type ChosenRule, type Profile } from './profile.ts';
import { profileSchema } from './profile-schema.ts';

/** `profile` is undefined as soon as there is an error. */
export interface LoadedProfile {
  readonly profile: Profile | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A profile as its schema lets it be. */
interface ProfileDocument {
  readonly name: string;
  readonly description?: string;
  readonly rules: Readonly<Record<string, RuleDocument | null>>;
}

interface RuleDocument {
  readonly severity?: Severity;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** Loads a profile from its text. `file` is what diagnostics call it. Never throws for bad input. */
export function loadProfile(text: string, file: string, rules: readonly Rule[]): LoadedProfile {
  const { root, problems } = parseYaml(text, { file, kind: 'profile' });
  if (root === undefined) return { profile: undefined, diagnostics: problems.diagnostics };
  const isValid = checkSchema(profileSchema(rules), { node: root, key: undefined, name: 'the profile' }, problems);
  const profile = isValid ? profileOf(toValue(root) as ProfileDocument, rules) : undefined;
  return { profile, diagnostics: problems.diagnostics };
}

function profileOf(document: ProfileDocument, rules: readonly Rule[]): Profile {
  const chosen = rules.filter(({ id }) => Object.hasOwn(document.rules, id));
  return {
    name: document.name,
    description: document.description ?? '',
    rules: chosen.map((rule) => choose(rule, document.rules[rule.id] ?? {})),
  };
}

function choose(rule: Rule, { severity, parameters }: RuleDocument): ChosenRule {
  const usual = asItIs(rule);
  return { ...usual, severity, parameters: { ...usual.parameters, ...parameters } };
}
