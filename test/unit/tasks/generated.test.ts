import assert from 'node:assert/strict';
import { generate } from '../../../scripts/generate.ts';

describe('generated files', () => {
  it('are what `npm run generate` writes', async () => {
    assert.equal(await generate(true), 0);
  }).timeout(30_000);
});
