// Bombs: each must give a clear diagnostic, or be read, in under a second, and never throw or overflow the stack.
import assert from 'node:assert/strict';
import { parseYaml } from '../../src/documents/parse.ts';
import type { DocumentKind } from '../../src/documents/limits.ts';

/** Large enough for anything that is not linear to show: 256 KiB of aliases took ten seconds once. */
const quarterMebibyte = 256 * 1024;
const fill = (text: string, size = quarterMebibyte): string => text.repeat(Math.floor(size / text.length));
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const laughs = lines(
  20,
  (i) => `a${i}: &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(',')}]\n`,
);
const merges = lines(900, (i) => `a${i}: &a${i} {${i === 0 ? '' : `<<: *a${i - 1}, `}k${i}: 1}\n`);

interface Bomb {
  readonly name: string;
  readonly text: string;
  readonly code: RegExp;
  readonly kinds?: readonly DocumentKind[];
}

const both: readonly DocumentKind[] = ['inventory', 'playbook'];
const bombs: readonly Bomb[] = [
  { name: 'nested flow lists', text: fill('['), code: /^too-deep$/ },
  { name: 'nested flow maps', text: fill('{a: '), code: /^too-deep$/ },
  { name: 'nested block lists on one line', text: fill('- '), code: /^too-deep$/ },
  { name: 'nested explicit keys', text: fill('? '), code: /^too-deep$/ },
  { name: 'nested block maps', text: lines(1000, (i) => `${' '.repeat(i)}a:\n`), code: /^too-deep$/ },
  { name: 'closing brackets', text: fill(']'), code: /^yaml-syntax$/ },
  { name: 'quotes', text: fill('"'), code: /^(?:yaml-syntax|too-complex)$/ },
  { name: 'an open quote', text: `a: "${fill('\\n')}`, code: /^yaml-syntax$/ },
  { name: 'keys on one line', text: fill('a: '), code: /^(?:yaml-syntax|too-deep|too-complex)$/ },
  { name: 'anchors', text: fill('&a '), code: /^(?:yaml-syntax|too-complex)$/ },
  { name: 'tags', text: fill('!a '), code: /^(?:yaml-syntax|too-complex)$/ },
  { name: 'directives', text: fill('%\n'), code: /^too-complex$/ },
  { name: 'documents', text: fill('---\n'), code: /^multiple-documents$/ },
  { name: 'tabs', text: fill('\ta\n'), code: /^tab-indentation$/ },
  {
    name: 'aliases in a list',
    text: `x: &a 1\ny: [${fill('*a,')}]`,
    code: /^(?:too-many-aliases|too-complex)$/,
  },
  { name: 'a billion laughs', text: laughs, code: /^too-many-aliases$/, kinds: ['inventory'] },
  { name: 'merge keys in a chain', text: merges, code: /^too-many-aliases$/, kinds: ['inventory'] },
  { name: 'a billion laughs', text: laughs, code: /^alias-not-allowed$/, kinds: ['playbook'] },
  { name: 'an alias of itself', text: 'a: &a [*a]\n', code: /^(?:unknown-alias|alias-not-allowed)$/ },
  { name: 'a key a thousand times', text: lines(1000, () => 'a: 1\n'), code: /^duplicate-key$/ },
  { name: 'many different keys', text: lines(20_000, (i) => `k${i}: 1\n`), code: /^$/ },
  { name: 'a long key', text: `${fill('a')}: 1\n`, code: /^yaml-syntax$/ },
  { name: 'a long text', text: `a: ${fill('b ')}\n`, code: /^$/ },
  { name: 'a folded text', text: `a: >\n${fill('  b\n')}`, code: /^$/ },
  { name: 'a number of underscores', text: `a: ${fill('1_')}\n`, code: /^$/ },
  { name: 'a number in base 60', text: `a: 1${fill(':1')}\n`, code: /^$/ },
  { name: 'NUL bytes', text: fill('\0'), code: /^control-character$/ },
  { name: 'a lone surrogate', text: 'a: \ud800\n', code: /^control-character$/ },
  { name: 'line breaks', text: fill('\n', 100_000), code: /^empty-file$/ },
];

describe('hostile documents', () => {
  for (const { name, text, code, kinds = both } of bombs) {
    for (const kind of kinds) {
      it(`${name} (${kind})`, () => {
        const started = process.cpuUsage();
        const { diagnostics } = parseYaml(text, { file: 'bomb.yml', kind });
        const { user, system } = process.cpuUsage(started);
        assert.match(diagnostics[0]?.code ?? '', code);
        assert.ok((user + system) / 1e6 < 1, `took ${(user + system) / 1e6} s of CPU`);
      });
    }
  }

  it('a playbook beyond a mebibyte and an inventory beyond 32', () => {
    const code = (text: string, kind: DocumentKind) => parseYaml(text, { file: 'f', kind }).diagnostics[0]?.code;
    assert.equal(code('a'.repeat(1024 * 1024 + 1), 'playbook'), 'too-large');
    assert.equal(code('ä'.repeat(512 * 1024 + 1), 'playbook'), 'too-large');
    assert.equal(code('a'.repeat(32 * 1024 * 1024 + 1), 'inventory'), 'too-large');
  });
});
