// `keyturn audit --explain` and `--list-rules`: the rules themselves, without any host.
import { severityOf, type Profile } from '../audit/profile/profile.ts';
import type { Rule } from '../audit/rule.ts';
import { severities } from '../audit/severity.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { suggestion } from '../diagnostics/suggest.ts';

/** Everything there is to say about a rule. Throws a UsageError for an id that no rule has. */
export function explainRule(id: string, rules: readonly Rule[]): string {
  const rule = rules.find((one) => one.id === id.toUpperCase());
  if (rule === undefined) {
    const known = rules.map((one) => one.id);
    throw new UsageError(`there is no rule "${id}"`, {
      help: suggestion(id, known) ?? 'see `keyturn audit --list-rules`',
    });
  }
  const { lines, task } = rule.remediation;
  const references = rule.references.map(({ standard, place }) => `${standard} ${place}`);
  const parameters = Object.entries(rule.parameters ?? {}).map(
    ([name, parameter]) => `${name} (${parameter.default}): ${parameter.description}`,
  );
  const parts = [
    `${rule.id}  ${rule.title}  (${rule.severity})`,
    rule.rationale,
    `To put it right:\n${indented(lines)}`,
    ...(task === undefined
      ? []
      : [`The playbook task that does it:\n${indented(`- ${task.replaceAll('\n', '\n  ')}`)}`]),
    ...(parameters.length === 0 ? [] : [`Parameters in profiles:\n${indented(parameters.join('\n'))}`]),
    ...(references.length === 0 ? [] : [`See ${references.join('; ')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A line per rule of the profile. */
export function listRules({ rules }: Profile): string {
  const column = Math.max(...severities.map((severity) => severity.length));
  const lines = rules.map((chosen) => `${chosen.rule.id}  ${severityOf(chosen).padEnd(column)}  ${chosen.rule.title}`);
  return `${lines.join('\n')}\n`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}
