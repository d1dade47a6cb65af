import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { compileSchema } from '../../../src/documents/schema.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { playbookSchema } from '../../../src/playbook/playbook-schema.ts';
import { taskTypes } from '../../../src/tasks/index.ts';
import { taskTypes as fewTypes } from '../../golden/task-types.ts';

const load = (text: string) => loadPlaybook(text, 'site.yml', fewTypes);

describe('loadPlaybook', () => {
  it('fills in names and defaults', () => {
    const { plays } = load('- hosts: web\n  tasks:\n    - enrol: {users: [a]}\n');
    assert.equal(plays.length, 1);
    const { name, hosts, become, tasks } = plays[0] ?? assert.fail();
    assert.deepEqual({ name, hosts, become }, { name: 'web', hosts: 'web', become: false });
    assert.deepEqual(
      tasks.map(({ name: task, type, params, range }) => ({ task, type, params, line: range.start.line })),
      [{ task: 'enrol', type: 'enrol', params: { users: ['a'] }, line: 3 }],
    );
  });

  it('joins a list of host patterns', () => {
    assert.equal(load('- {hosts: [web, "!db"], tasks: [{enrol: {users: [a]}}]}').plays[0]?.hosts, 'web,!db');
  });

  for (const [written, accounts, outOfBand] of [
    ['{accounts: [rescue, root]}', ['rescue', 'root'], undefined],
    ['{out_of_band: a console}', [], 'a console'],
  ] as const) {
    it(`reads break_glass: ${written}`, () => {
      const text = `- hosts: all\n  break_glass: ${written}\n  tasks:\n    - package: {name: libc6}\n`;
      const { plays, diagnostics } = loadPlaybook(text, 'site.yml', taskTypes);
      assert.deepEqual(diagnostics, []);
      assert.deepEqual(plays[0]?.breakGlass, { accounts, outOfBand });
    });
  }

  it('wants break_glass to name something', () => {
    for (const written of ['{}', '{accounts: []}', '{accounts: ["a b"]}', '{out_of_band: ""}', 'yes']) {
      const text = `- hosts: all\n  break_glass: ${written}\n  tasks:\n    - package: {name: libc6}\n`;
      assert.equal(loadPlaybook(text, 'site.yml', taskTypes).plays.length, 0, written);
    }
  });

  it('gives no plays as soon as there is an error', () => {
    const { plays, diagnostics } = load(
      '- {hosts: a, tasks: [{enrol: {users: [a]}}]}\n- {hosts: b, tasks: [{enrl: 1}]}',
    );
    assert.deepEqual([plays.length, diagnostics.length], [0, 1]);
  });

  it('says of a template only that it is one', () => {
    const { diagnostics } = load('- {hosts: a, tasks: [{enrol: {users: ["{{ who }}"]}}]}');
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['template'],
    );
  });
});

describe('the task types of Keyturn', () => {
  for (const { name, schema, example } of taskTypes) {
    it(`${name}: the schema compiles and accepts the example`, () => {
      compileSchema(schema);
      const play = `- hosts: all\n  tasks:\n${example.replace(/^/gm, '    ').trimEnd()}\n`;
      const { diagnostics } = loadPlaybook(play, 'example.yml', taskTypes);
      assert.deepEqual(diagnostics, []);
    });
  }

  const folder = join(import.meta.dirname, '../../../playbooks');
  const shipped = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  for (const file of shipped) {
    it(`playbooks/${file} is valid`, () => {
      assert.deepEqual(loadPlaybook(readFileSync(join(folder, file), 'utf8'), file, taskTypes).diagnostics, []);
    });
  }
});

describe('playbookSchema', () => {
  const schema = playbookSchema(taskTypes);

  it('is draft-07 that compiles in strict mode', () => {
    new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  });

  it('describes every property', () => {
    const missing: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (!(value instanceof Object)) return;
      const properties: unknown = Reflect.get(value, 'properties');
      for (const [name, property] of properties instanceof Object ? Object.entries(properties) : []) {
        if (!(property instanceof Object && 'description' in property)) missing.push(`${path}.${name}`);
      }
      for (const [name, inner] of Object.entries(value)) visit(inner, `${path}.${name}`);
    };
    visit(schema, '');
    assert.deepEqual(missing, []);
  });
});
