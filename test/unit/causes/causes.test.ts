import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { causeOf, causes, causesByKind } from '../../../src/causes/causes.ts';

const root = join(import.meta.dirname, '../../..');
const all = Object.values(causesByKind).flat();
const raised = all.filter((cause) => cause.raised !== 'never');

/** Every name in the files of src/causes, whatever the registry makes of them. */
function namesInFiles(): readonly string[] {
  const folder = join(root, 'src/causes');
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^ {2}(\w+): \{\n {4}id: /gm)].map((match) => match[1] ?? ''));
}

describe('causes', () => {
  it('have ids and titles of their own', () => {
    assert.equal(new Set(all.map(({ id }) => id.toLowerCase())).size, all.length);
    assert.equal(new Set(all.map(({ title }) => title)).size, all.length);
  });

  it('have names of their own, across all files', () => {
    const names = namesInFiles();
    assert.equal(new Set(names).size, names.length);
    assert.equal(names.length, all.length);
  });

  for (const letter of ['L', 'N']) {
    it(`count ${letter} from 1 without a gap`, () => {
      const ids = all.map(({ id }) => id).filter((id) => new RegExp(`^${letter}\\d+$`).test(id));
      assert.ok(ids.length > 1);
      assert.deepEqual(
        ids,
        ids.map((_, index) => `${letter}${index + 1}`),
      );
    });
  }

  it('are called by name: of all that are raised, and of no others', () => {
    assert.deepEqual(Object.values(causes).toSorted(), raised.map(({ id }) => id).toSorted());
    for (const id of Object.values(causes)) assert.equal(causeOf(id)?.id, id);
    assert.equal(causeOf('TFA-001'), undefined);
    assert.equal(causeOf('constructor'), undefined);
  });

  it('are each raised somewhere, where they say that they are', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('causes/'),
    );
    const text = files.map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('\n');
    const unused = Object.keys(causes).filter((name) => !new RegExp(`\\bcauses\\.${name}\\b`).test(text));
    assert.deepEqual(unused, []);
  });

  for (const { id, title, explanation, response, remedy } of all) {
    it(`${id} has a page that reads`, () => {
      assert.ok(title.length <= 70, 'a title stands in one line with a message');
      for (const text of [title, response]) assert.doesNotMatch(text, /^\s|\.$|\n/);
      for (const text of [explanation, remedy]) assert.match(text, /^\S.{20,}\.$/s);
    });
  }
});
