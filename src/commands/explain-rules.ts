// `keyturn audit --explain` and `--list-rules`, and the pages of rules in `keyturn explain`: the rules themselves, without any host.
import { severityOf, type Profile } from '../audit/profile/profile.ts';
import type { Rule } from '../audit/rule.ts';
import { severities } from '../audit/severity.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import type { Page } from './page.ts';

/** The page of the rule with an id, in capitals or not. Throws a UsageError for an id that no rule has. */
export function explainRule(id: string, rules: readonly Rule[]): Page {
  const rule = rules.find((one) => one.id === id.toUpperCase());
  if (rule !== undefined) return rulePage(rule);
  const known = rules.map((one) => one.id);
  throw new UsageError(`there is no rule "${id}"`, {
    help: suggestion(id, known) ?? 'see `keyturn audit --list-rules`',
  });
}

/** Everything there is to say about a rule. */
export function rulePage({ id, title, severity, rationale, remediation, references, parameters }: Rule): Page {
  const { lines, task } = remediation;
  const places = references.map(({ standard, place }) => `${standard} ${place}`);
  const numbers = Object.entries(parameters ?? {}).map(
    ([name, parameter]) => `${name} (${parameter.default}): ${parameter.description}`,
  );
  return {
    ...{ id, title, about: severity },
    parts: [
      { text: rationale },
      { title: 'Remedy', lines },
      ...(task === undefined
        ? []
        : [{ title: 'The playbook task that does it', lines: `- ${task.replaceAll('\n', '\n  ')}` }]),
      ...(numbers.length === 0 ? [] : [{ title: 'Parameters in profiles', lines: numbers.join('\n') }]),
      ...(places.length === 0 ? [] : [{ text: `See ${places.join('; ')}` }]),
    ],
  };
}

/** A line per rule of the profile. */
export function listRules({ rules }: Profile): string {
  const column = Math.max(...severities.map((severity) => severity.length));
  const lines = rules.map((chosen) => `${chosen.rule.id}  ${severityOf(chosen).padEnd(column)}  ${chosen.rule.title}`);
  return `${lines.join('\n')}\n`;
}
