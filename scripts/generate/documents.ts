// What follows from the registries: schemas and pages. Imported once the registries are written.
import { readFileSync } from 'node:fs';
import { publishedBaselineSchema } from '../../src/audit/baseline/baseline-schema.ts';
import { publishedProfileSchema } from '../../src/audit/profile/profile-schema.ts';
import { causesByKind } from '../../src/causes/causes.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { expectations } from '../../src/plan/expectation.ts';
import { playbookSchema } from '../../src/playbook/playbook-schema.ts';
import { reporters } from '../../src/reporters/index.ts';
import { taskTypes } from '../../src/tasks/index.ts';
import { lockouts } from '../../test/docker/lockouts/index.ts';
import { argumentFunctions } from './argument-functions.ts';
import { auditDoc } from './audit-doc.ts';
import { withCauses } from './causes-doc.ts';
import { withExpectations } from './report-schema.ts';
import { tasksDoc } from './tasks-doc.ts';

const safety = readFileSync(new URL('../../docs/safety.md', import.meta.url), 'utf8');
const report = readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8');
const cases = lockouts.map(({ id }) => id);

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Every generated file but the registries, and what it should hold. */
export const documents: readonly (readonly [path: string, text: string])[] = [
  ['src/facts/probe/arguments.ts', argumentFunctions()],
  ['docs/tasks.md', tasksDoc(taskTypes)],
  ['docs/audit.md', auditDoc(rules, reporters)],
  ['docs/safety.md', withCauses(safety, causesByKind, cases)],
  ['schemas/playbook.schema.json', json(playbookSchema(taskTypes))],
  ['schemas/report.schema.json', json(withExpectations(JSON.parse(report), expectations))],
  ['schemas/baseline.schema.json', json(publishedBaselineSchema(rules))],
  ['schemas/profile.schema.json', json(publishedProfileSchema(rules))],
];
