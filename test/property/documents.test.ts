import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { formatDiagnostics } from '../../src/diagnostics/format.ts';
import { sourceText } from '../../src/diagnostics/source.ts';
import { toValue } from '../../src/documents/node.ts';
import { parseYaml } from '../../src/documents/parse.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { taskTypes } from '../golden/task-types.ts';
import { runs, seed } from '../support/seed.ts';

const options = (sample: number, full: number) => ({ seed: seed(), numRuns: runs(sample, full) });
const printable = fc.string({
  unit: fc.constantFrom(...Array.from('abc XYZ 019 _-:#{}[]&*!|>\'"%@`,?\n\tü日~=<.\\')),
  maxLength: 12,
});
const key = fc.stringMatching(/^[a-z_]{1,8}$/);

describe('documents (property)', () => {
  it('come back as they were written in JSON, which is YAML', () => {
    const leaf = fc.oneof(printable, fc.integer(), fc.boolean(), fc.constant(null));
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(key, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (value) => {
        const text = JSON.stringify(value);
        const { root, diagnostics } = parseYaml(text, { file: 'f', kind: 'inventory' });
        assert.ok(root, diagnostics[0]?.message);
        assert.equal(JSON.stringify(toValue(root)), text);
      }),
      options(200, 5000),
    );
  });

  // Without block scalars: the writer puts a text of spaces and a line break into one that means something else.
  it('come back as the YAML 1.1 that another program wrote', () => {
    fc.assert(
      fc.property(fc.array(printable, { minLength: 1, maxLength: 5 }), (list) => {
        const { root, diagnostics } = parseYaml(stringify(list, { version: '1.1', blockQuote: false }), {
          file: 'f',
          kind: 'playbook',
        });
        assert.ok(root, diagnostics[0]?.message);
        assert.deepEqual(toValue(root), list);
      }),
      options(200, 5000),
    );
  });

  it('never throw, and say why when they cannot be used', () => {
    const piece = fc.constantFrom(
      ...[
        '- ',
        'hosts: ',
        'tasks:\n',
        'all:\n',
        '  ',
        '\n',
        'enrol: ',
        '{',
        '}',
        '[',
        ']',
        ': ',
        '*a',
        '&a ',
        '<<: ',
        '!x ',
        '"',
        "'",
        '#',
        '{{ ',
        'web1',
        '0644',
        '? ',
        '|\n',
        '---\n',
        '\t',
        'vars:\n',
        'ansible_port: ',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const inventory = loadInventory(text, 'f');
        assert.equal(
          inventory.inventory === undefined,
          inventory.diagnostics.some(({ severity }) => severity === 'error'),
        );
        const playbook = loadPlaybook(text, 'f', taskTypes);
        assert.equal(playbook.plays.length === 0, playbook.diagnostics.length > 0);
        const all = [...inventory.diagnostics, ...playbook.diagnostics];
        const shown = formatDiagnostics(all, { sources: [sourceText('f', text)] });
        assert.equal(shown === '', all.length === 0);
      }),
      options(300, 4000),
    );
  });
});
