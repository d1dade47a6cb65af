import assert from 'node:assert/strict';
import type { BatchSize } from '../../../../src/playbook/pace.ts';
import { batchesOf } from '../../../../src/run/fleet/batches.ts';

const cases: readonly {
  readonly hosts: number;
  readonly sizes: readonly BatchSize[];
  readonly lengths: readonly number[];
}[] = [
  { hosts: 5, sizes: [], lengths: [5] },
  { hosts: 0, sizes: [{ hosts: 3 }], lengths: [] },
  { hosts: 7, sizes: [{ hosts: 3 }], lengths: [3, 3, 1] },
  { hosts: 10, sizes: [{ percent: 30 }], lengths: [3, 3, 3, 1] },
  { hosts: 7, sizes: [{ percent: 1 }], lengths: [1, 1, 1, 1, 1, 1, 1] },
  { hosts: 20, sizes: [{ hosts: 1 }, { hosts: 5 }, { percent: 20 }], lengths: [1, 5, 4, 4, 4, 2] },
  { hosts: 3, sizes: [{ hosts: 1 }, { percent: 100 }], lengths: [1, 2] },
];

describe('batches', () => {
  for (const { hosts, sizes, lengths } of cases) {
    it(`of ${hosts} hosts by ${JSON.stringify(sizes)} are ${lengths.join(', ')}, in order and each host once`, () => {
      const all = Array.from({ length: hosts }, (_, index) => index);
      const batches = batchesOf(all, sizes);
      assert.deepEqual(
        batches.map((batch) => batch.length),
        lengths,
      );
      assert.deepEqual(batches.flat(), all);
    });
  }
});
