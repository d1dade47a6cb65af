// The schema for editors is written by hand; here it is held against the loader.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { documentKind } from '../../../src/documents/kind.ts';
import { toValue } from '../../../src/documents/node.ts';
import { parseYaml } from '../../../src/documents/parse.ts';
import { knownVariables } from '../../../src/inventory/variables.ts';
import { schemaVersion } from '../../../src/playbook/playbook-schema.ts';

interface Schema {
  readonly $id: string;
  readonly definitions: {
    readonly groupVars: { readonly properties: Readonly<Record<string, { description: string }>> };
  };
}

const root = join(import.meta.dirname, '../../..');
const schema = JSON.parse(readFileSync(join(root, 'schemas/inventory.schema.json'), 'utf8')) as Schema;

describe('inventory.schema.json', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  const valueOf = (path: string): unknown => {
    const text = readFileSync(path, 'utf8');
    const parsed = parseYaml(text, { file: path, kind: 'inventory' });
    return documentKind(text) === 'inventory' && parsed.root ? toValue(parsed.root) : undefined;
  };

  it('describes exactly the variables that the loader reads', () => {
    const { properties } = schema.definitions.groupVars;
    assert.deepEqual(Object.keys(properties).sort(), [...knownVariables].sort());
    for (const { description } of Object.values(properties)) assert.ok(description.length > 10);
  });

  it('has the version of the playbook schema', () => {
    assert.equal(schema.$id, `urn:keyturn:schema:inventory:${schemaVersion}`);
  });

  const golden = join(root, 'test/golden');
  for (const file of readdirSync(join(golden, 'ok')).filter((name) => /^inventory.*yml$/.test(name))) {
    it(`accepts ok/${file}`, () => {
      assert.ok(validate(valueOf(join(golden, 'ok', file))), JSON.stringify(validate.errors));
    });
  }

  for (const name of ['inventory-shape', 'inventory-connection', 'inventory-text']) {
    it(`refuses error/${name}.yml`, () => {
      assert.ok(!validate(valueOf(join(golden, 'error', `${name}.yml`))));
    });
  }
});
