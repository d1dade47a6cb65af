// Profiles: those that come with Keyturn, and what is said of a user's own that is wrong.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { loadProfile } from '../../../src/audit/profile/load.ts';
import { severityOf, type Profile } from '../../../src/audit/profile/profile.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import { formatDiagnostics } from '../../../src/diagnostics/format.ts';
import { sourceText } from '../../../src/diagnostics/source.ts';

const root = join(import.meta.dirname, '../../..');

function load(text: string): { readonly profile: Profile | undefined; readonly told: string } {
  const { profile, diagnostics } = loadProfile(text, 'ours.yml', rules);
  return { profile, told: formatDiagnostics(diagnostics, { sources: [sourceText('ours.yml', text)] }) };
}

describe('profiles', () => {
  for (const file of readdirSync(join(root, 'profiles'))) {
    it(`${file} is valid, for the loader and for editors`, () => {
      const text = readFileSync(join(root, 'profiles', file), 'utf8');
      const { profile, told } = load(text);
      assert.equal(told, '');
      assert.equal(profile?.name, file.replace('.yml', ''));
      const schema = JSON.parse(readFileSync(join(root, 'schemas/profile.schema.json'), 'utf8')) as object;
      const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
    });
  }

  it('recommended has every rule', () => {
    const { profile } = load(readFileSync(join(root, 'profiles/recommended.yml'), 'utf8'));
    assert.deepEqual(
      profile?.rules.map(({ rule }) => rule.id),
      rules.map(({ id }) => id),
    );
  });

  it('may say how bad a rule is, and what counts as fine', () => {
    const text = 'name: ours\nrules:\n  TFA-020:\n  TFA-019:\n    severity: low\n    parameters: { most: 4 }\n';
    const [tries, grace] = load(text).profile?.rules ?? [];
    assert.ok(tries && grace);
    assert.deepEqual([tries.rule.id, severityOf(tries), tries.parameters], ['TFA-019', 'low', { least: 3, most: 4 }]);
    assert.deepEqual([grace.rule.id, severityOf(grace)], ['TFA-020', 'medium']);
    const finding = { message: '', severity: 'critical', evidence: [] } as const;
    assert.deepEqual([severityOf(tries, finding), severityOf(grace, finding)], ['low', 'critical']);
  });

  it('are complained about with the place and a way out', () => {
    const text = [
      'name: ours',
      'rules:',
      '  TFA-13:',
      '  TFA-019:',
      '    severity: bad',
      '    parameters: { mots: 4, least: 0 }',
      '  TFA-008: yes',
    ].join('\n');
    const { profile, told } = load(text);
    assert.equal(profile, undefined);
    const lines = told.split('\n').filter((line) => line.startsWith('ours.yml') || line.includes('help:'));
    assert.match(lines.join('\n'), /ours\.yml:3:3: error: unknown key "TFA-13" in "rules" \[unknown-key\]/);
    assert.match(told, /did you mean "TFA-013"\?/);
    assert.match(told, /ours\.yml:5:15: error: /);
    assert.match(told, /did you mean "most"\?/);
    assert.match(told, /ours\.yml:6:35: error: /);
    assert.match(told, /ours\.yml:7:12: error: /);
  });

  it('hold no anchors', () => {
    assert.match(load('name: ours\nrules: &all\n  TFA-008:\n').told, /a profile may not have an anchor/);
  });
});
