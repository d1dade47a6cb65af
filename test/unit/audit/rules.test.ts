// One YAML file per rule with its cases: what a host is like, what the rule must say of it. Adding a case is adding a few lines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Judgement } from '../../../src/audit/judgement.ts';
import { asItIs, severityOf } from '../../../src/audit/profile/profile.ts';
import type { Rule } from '../../../src/audit/rule.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { observationText } from '../../../src/reporters/summary/words.ts';
import { taskTypes } from '../../../src/tasks/index.ts';
import { judgementOf, type RuleCase } from './fixture.ts';

function casesOf({ id }: Rule): readonly RuleCase[] {
  return parse(readFileSync(join(import.meta.dirname, 'rules', `${id}.yml`), 'utf8')) as readonly RuleCase[];
}

function check(rule: Rule, given: RuleCase): void {
  const judgement = judgementOf(rule, given);
  assert.equal(judgement.outcome, given.expect, JSON.stringify(judgement));
  const { told, seen, severities, fixes } = inWords(rule, judgement);
  if (given.says !== undefined) assert.ok(told.includes(given.says), `"${told}" lacks "${given.says}"`);
  for (const part of given.evidence ?? []) assert.ok(seen.includes(part), `"${seen}" lacks "${part}"`);
  if (given.severity !== undefined) assert.deepEqual(severities, [given.severity]);
  if (given.fix !== undefined) assert.equal(fixes, given.fix);
}

function inWords(
  rule: Rule,
  judgement: Judgement,
): Record<'told' | 'seen' | 'fixes', string> & { severities: string[] } {
  if (judgement.outcome !== 'fail') return { told: judgement.reason, seen: '', fixes: '', severities: [] };
  const { findings } = judgement;
  assert.ok(
    findings.length > 0 && findings.every(({ evidence }) => evidence.length > 0),
    'a failure shows what was seen',
  );
  return {
    told: findings.map(({ message }) => message).join('\n'),
    seen: findings.flatMap(({ evidence }) => evidence.map(observationText)).join('\n'),
    fixes: findings.flatMap(({ fix }) => fix ?? []).join('\n'),
    severities: [...new Set(findings.map((finding) => severityOf(asItIs(rule), finding)))],
  };
}

/** What a limit is moved by where one is too little to make a difference: a character of a secret has five bits. */
const grain: Readonly<Record<string, number>> = { bits: 5 };

/** What is decided, without the words. */
function decided(judgement: Judgement): string {
  const findings = judgement.outcome === 'fail' ? judgement.findings : [];
  return JSON.stringify([judgement.outcome, findings.map(({ severity, evidence }) => [severity, evidence])]);
}

describe('audit rules', () => {
  for (const rule of rules) {
    describe(`${rule.id} ${rule.title}`, () => {
      const cases = casesOf(rule);

      it('has a case of each kind', () => {
        for (const outcome of ['pass', 'fail', 'unknown'])
          assert.ok(
            cases.some(({ expect }) => expect === outcome),
            outcome,
          );
      });

      for (const given of cases) {
        it(`${given.expect}: ${given.it}`, () => {
          check(rule, given);
        });
      }

      it('says in each case why it fails', () => {
        assert.deepEqual(
          cases.filter(({ expect, says }) => expect === 'fail' && says === undefined).map(({ it: name }) => name),
          [],
        );
      });

      for (const [name, { default: limit }] of Object.entries(rule.parameters ?? {})) {
        for (const moved of [limit - (grain[name] ?? 1), limit + (grain[name] ?? 1)]) {
          it(`has a case in which ${name} of ${moved} instead of ${limit} makes a difference`, () => {
            const differs = cases.some((given) => {
              if (given.parameters?.[name] !== undefined || !['pass', 'fail'].includes(given.expect)) return false;
              const other = judgementOf(rule, { ...given, parameters: { ...given.parameters, [name]: moved } });
              return decided(other) !== decided(judgementOf(rule, given));
            });
            assert.ok(differs);
          });
        }
      }

      it('is unknown where the host does not answer', () => {
        for (const { name } of rule.facts) {
          assert.equal(judgementOf(rule, { it: '', expect: 'unknown', unanswered: [name] }).outcome, 'unknown');
        }
      });

      it('is written as rules are', () => {
        assert.match(rule.title, /^(?:[a-z]|PAM |SELinux |LoginGraceTime|MaxAuthTries).*[^.]$/);
        assert.equal(rule.rationale.match(/[.](?= |$)/g)?.length, 2, 'two sentences');
        if (rule.remediation.task === undefined) return;
        const task = `- ${rule.remediation.task.replaceAll('\n', '\n      ').replace('USER', 'alice')}`;
        const { diagnostics } = loadPlaybook(`- hosts: all\n  tasks:\n    ${task}\n`, 'task.yml', taskTypes);
        assert.deepEqual(diagnostics, []);
      });
    });
  }

  it('have ids of their own', () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  });
});
