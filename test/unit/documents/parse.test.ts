import assert from 'node:assert/strict';
import { toValue } from '../../../src/documents/node.ts';
import { parseYaml } from '../../../src/documents/parse.ts';
import { documentKind } from '../../../src/documents/kind.ts';

function value(text: string): unknown {
  const { root, diagnostics } = parseYaml(text, { file: 'f', kind: 'inventory' });
  assert.ok(root, diagnostics[0]?.message);
  return toValue(root);
}

describe('parseYaml', () => {
  it('keeps positions of keys and values', () => {
    const text = 'a:\n  - b: "c"\n';
    const { root } = parseYaml(text, { file: 'f', kind: 'playbook' });
    assert.ok(root?.kind === 'map');
    const list = root.entries.get('a')?.value;
    assert.ok(list?.kind === 'seq' && list.items[0]?.kind === 'map');
    const entry = list.items[0].entries.get('b');
    assert.ok(entry);
    assert.equal(text.slice(entry.key.start, entry.key.end), 'b');
    assert.equal(text.slice(entry.value.start, entry.value.end), '"c"');
  });

  it('makes own properties of names that mean something to JavaScript', () => {
    const parsed = value('__proto__: {polluted: true}\nconstructor: 1\n');
    assert.ok(parsed instanceof Object);
    assert.deepEqual(Object.keys(parsed), ['__proto__', 'constructor']);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    assert.equal(Object.getPrototypeOf(parsed), Object.prototype);
  });

  it('shares what an alias stands for', () => {
    const { root } = parseYaml('a: &x [1]\nb: *x\n', { file: 'f', kind: 'inventory' });
    assert.ok(root?.kind === 'map');
    assert.equal(root.entries.get('a')?.value, root.entries.get('b')?.value);
  });

  it('uses the anchor above an alias, though it be set again below', () => {
    assert.deepEqual(value('a: &x 1\nb: *x\nc: &x 2\nd: *x\n'), { a: 1, b: 1, c: 2, d: 2 });
  });

  it('lets own keys win over merged ones wherever the merge key stands', () => {
    assert.deepEqual(value('a: &x {k: 1, l: 1}\nb: {k: 2, <<: *x}\n'), { a: { k: 1, l: 1 }, b: { k: 2, l: 1 } });
  });

  it('takes a quoted "<<" for a key like others', () => {
    assert.deepEqual(value('a: {"<<": 1}\n'), { a: { '<<': 1 } });
  });

  it('takes keys by their text', () => {
    assert.deepEqual(value('1: a\nyes: b\n0644: c\n'), { 1: 'a', yes: 'b', '0644': 'c' });
  });

  it('reads Windows line ends', () => {
    assert.deepEqual(value('a: 1\r\nb: "x"\r\n'), { a: 1, b: 'x' });
  });
});

describe('documentKind', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['- hosts: all', 'playbook'],
    ['---\n# c\n\n- hosts: all', 'playbook'],
    ['%YAML 1.1\n---\n-\n  hosts: all', 'playbook'],
    ['[{hosts: all}]', 'playbook'],
    ['\ufeff# c\r\n- hosts: all', 'playbook'],
    ['--- [{hosts: all}]', 'playbook'],
    ['all:\n  hosts:', 'inventory'],
    ['[web]\nweb1', 'inventory'],
    ['{}', 'inventory'],
    ['', 'inventory'],
  ];
  for (const [text, kind] of cases) {
    it(`takes ${JSON.stringify(text)} for ${kind}`, () => {
      assert.equal(documentKind(text), kind);
    });
  }
});
