import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readText } from '../../../src/documents/read.ts';

describe('readText', () => {
  let cwd = '';
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'keyturn-read-'));
  });
  after(() => {
    rmSync(cwd, { recursive: true });
  });

  const read = (file: string, stdin: Readable = Readable.from([])) => readText(file, { cwd, stdin, kind: 'playbook' });

  const problems: readonly (readonly [string, string, string, RegExp])[] = [
    ['a missing file', 'none.yml', 'unreadable-file', /there is no such file/],
    ['a directory', '.', 'unreadable-file', /it is a directory/],
    ['an endless file', '/dev/zero', 'too-large', /larger than 1 MiB/],
  ];
  for (const [name, file, code, message] of problems) {
    it(`reports ${name}`, async () => {
      const { text, diagnostics } = await read(file);
      assert.equal(text, undefined);
      assert.deepEqual([diagnostics.length, diagnostics[0]?.code], [1, code]);
      assert.match(diagnostics[0]?.message ?? '', message);
    });
  }

  it('reports the line of bytes that are not UTF-8', async () => {
    writeFileSync(join(cwd, 'latin1.yml'), Buffer.from('a: 1\nb: ü\n', 'latin1'));
    const { diagnostics } = await read('latin1.yml');
    assert.deepEqual([diagnostics[0]?.code, diagnostics[0]?.range.start.line], ['not-utf8', 2]);
  });

  it('reads standard input, a character split over two chunks too', async () => {
    const bytes = Buffer.from('ü');
    const stdin = Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]);
    assert.equal((await read('-', stdin)).text, 'ü');
  });

  it('drops a byte order mark', async () => {
    writeFileSync(join(cwd, 'bom.yml'), '\ufeffa: 1\n');
    assert.equal((await read('bom.yml')).text, 'a: 1\n');
  });
});
