// A transaction may hold any part of what there is: a later week's holds a state file and no reload, or a reload and no state file. No
// script may take for granted what only another part brings.
import { strict as assert } from 'node:assert';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts, type HostScripts } from '../../src/host-protocol/host-scripts.ts';
import { runs, seed } from '../support/seed.ts';
import { everything, oldDropIn, prepareForEverything, production } from './everything.ts';
import { account, dropIn, HostRoot, nonce, payload, runId, shells, type Wanted } from './host-root.ts';
import { spread } from './spread.ts';

const { changes, assertions = [], rehearsal, decoys = [] } = everything;

/** The parts of a transaction, each by itself. */
const parts: Readonly<Record<string, Partial<Wanted>>> = {
  ...Object.fromEntries(
    changes.map((change) => [`${change.kind} ${'path' in change ? change.path : ''}`, { changes: [change] }]),
  ),
  assertions: { assertions },
  rehearsal: rehearsal === undefined ? {} : { rehearsal },
  decoys: { decoys },
};
const names = Object.keys(parts);

/** Every subset of the parts, as names. */
const subsets = Array.from({ length: 2 ** names.length }, (_, bits) =>
  names.filter((_name, at) => (bits >> at) % 2 === 1),
);

function wantedOf(chosen: readonly string[]): Wanted {
  const all = chosen.map((name) => parts[name] ?? {});
  const wanted = Object.assign({}, ...all, { changes: all.flatMap((part) => part.changes ?? []) }) as Wanted;
  if (wanted.rehearsal === undefined || chosen.some((name) => name.includes('50-old'))) return wanted;
  // What is rehearsed is what will be in place: here the old file stays.
  const files = new Map(wanted.rehearsal.files).set('tree-0', `${dropIn}${oldDropIn}`);
  return { ...wanted, rehearsal: { ...wanted.rehearsal, files } };
}

describe('a transaction of some parts only', function () {
  this.timeout(3_600_000);
  let scripts: HostScripts;
  before(async () => {
    scripts = await hostScripts(upstream);
  });

  for (const [name, shell] of Object.entries(shells)) {
    it(`goes forward and back under ${name}, whatever is in it (seed ${seed()})`, async () => {
      const some = spread(subsets, name === 'dash' ? runs(10, subsets.length) : runs(4, 60));
      assert.ok(some.length >= 4);
      for (const [index, chosen] of some.entries()) {
        const host = new HostRoot();
        try {
          prepareForEverything(host);
          const has = (part: string): boolean => chosen.some((one) => one.includes(part));
          // Asserted is what the drop-in brings.
          if (!has('00-keyturn')) host.write('etc/ssh/sshd_config.d/10-own.conf', dropIn);
          const before = production(host);
          const step = (what: string, ran: ReturnType<HostRoot['script']>): void => {
            const how = `${what} of [${chosen.join(', ')}]: ${ran.stdout}${ran.stderr}`;
            assert.deepEqual([ran.code, ran.stderr], [0, ''], how);
          };
          step('stage', await host.stageWith(shell, payload(wantedOf(chosen), { runId, nonce }, scripts)));
          step('apply', host.script(shell, 'apply', nonce));
          assert.equal(host.exists(`home/${account}/.google_authenticator`), has('google_authenticator'));
          if (index % 2 === 0) step('confirm', host.script(shell, 'confirm', nonce));
          step('revert', host.script(shell, 'revert', ...(index % 2 === 0 ? ['--rollback'] : []), nonce));
          assert.equal(production(host), before, chosen.join(', '));
          assert.deepEqual(host.debris(), []);
        } finally {
          host.remove();
        }
      }
    });
  }
});
