// Task types as their users meet them: in the shipped playbooks, in the manual, in editors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { taskTypes } from '../../../src/tasks/index.ts';

const root = join(import.meta.dirname, '../../..');
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: true, allowUnionTypes: true });

/** Paths of properties below a schema that lack a description. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key !== 'properties') return undescribed(value, `${path}/${key}`);
    return Object.entries(value as object).flatMap(([name, property]: [string, unknown]) => {
      const described = typeof property === 'object' && property !== null && 'description' in property;
      return [...(described ? [] : [`${path}/${name}`]), ...undescribed(property, `${path}/${name}`)];
    });
  });
}

describe('task types', () => {
  for (const type of taskTypes) {
    it(`${type.name}: the example is valid, and everything is described`, () => {
      const [task] = parse(type.example) as readonly Record<string, unknown>[];
      assert.ok(task);
      assert.ok(ajv.validate(type.schema, task[type.name]), ajv.errorsText());
      assert.deepEqual(undescribed(type.schema, type.name), []);
      assert.ok(!ajv.validate(type.schema, { ...(task[type.name] as object), unheard_of: 1 }));
    });
  }

  for (const name of ['alice,bob', 'a b', 'a*', '!a', 'a"b', '', '-a', 'a/b', 'a:b', 'a\nb', 'x'.repeat(256)]) {
    it(`no account is named ${JSON.stringify(name.slice(0, 12))}`, () => {
      const enrol = taskTypes.find((type) => type.name === 'enrol');
      assert.ok(enrol);
      assert.equal(ajv.validate(enrol.schema, { users: [name] }), false);
      assert.equal(ajv.validate(enrol.schema, { users: ['alice', 'svc_backup-1.x', 'host$'] }), true);
    });
  }

  for (const file of ['rollout.yml', 'relax.yml', 'audit-only.yml']) {
    it(`playbooks/${file} is valid, and says how to edit it`, () => {
      const text = readFileSync(join(root, 'playbooks', file), 'utf8');
      assert.deepEqual(loadPlaybook(text, file, taskTypes).diagnostics, []);
      assert.ok(text.startsWith('# yaml-language-server: $schema=../schemas/playbook.schema.json\n'));
      const schema = JSON.parse(readFileSync(join(root, 'schemas/playbook.schema.json'), 'utf8')) as object;
      assert.ok(new Ajv({ strict: false }).validate(schema, parse(text)));
    });
  }
});
