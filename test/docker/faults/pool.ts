// The hosts of the fault matrix and who works on them: every host takes one case after another, all hosts at once.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { ssh } from '../../support/openssh.ts';
import { openSite, type Site } from '../../support/site.ts';
import { applyTo, carryOut, newOperator, type Ended, type Reference } from './carry-out.ts';
import type { Kind } from './fault.ts';
import { assertOriginal, differenceOf, prepareGround, recover, rollBack, specOf, type Ground } from './ground.ts';
import type { Case } from './matrix.ts';
import { Relay } from './relay.ts';
import { watch } from './watch.ts';

export interface Pool {
  readonly site: Site;
  /** How a case ends. */
  readonly outcome: (one: Case) => Promise<Ended>;
  readonly stop: () => Promise<void>;
}

/** Starts hosts for the cases, at most so many of a kind, and then the work on the cases. */
export async function startPool(cases: readonly Case[], hostsPerKind: (kind: Kind) => number): Promise<Pool> {
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  const wanted = kinds.flatMap((kind) => {
    const count = Math.min(hostsPerKind(kind), cases.filter((one) => one.kind === kind).length);
    return Array.from({ length: count }, (_, index) => ({ kind, name: `${kind}-${index + 1}` }));
  });
  const site = await openSite(wanted.map(({ kind, name }) => specOf(kind, name)));
  const relays = new Map<string, Relay>();
  const stop = async (): Promise<void> => {
    for (const relay of relays.values()) relay.close();
    await site.lab.stop();
  };
  try {
    for (const { name } of wanted) relays.set(name, await Relay.to(() => site.lab.host(name).port));
    await writeRelays(site, relays);
    const grounds = await Promise.all(
      wanted.map(({ kind, name }) => {
        const host = site.lab.host(name);
        const relay = relays.get(name);
        assert.ok(relay);
        return prepareGround(host, kind, relay, async () => {
          const { code, stderr } = await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
          assert.equal(code, 0, stderr);
        });
      }),
    );
    const references = new Map<Kind, Reference>();
    await Promise.all(
      kinds.map(async (kind) => {
        const ground = grounds.find((one) => one.kind === kind);
        assert.ok(ground);
        references.set(kind, await referenceOn(site, ground));
      }),
    );
    return { site, outcome: work(site, grounds, references, cases), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The inventory and the known hosts, through the relays. */
async function writeRelays(site: Site, relays: ReadonlyMap<string, Relay>): Promise<void> {
  const known = await readFile(site.lab.knownHosts, 'utf8');
  let inventory = site.lab.inventory();
  const lines: string[] = [];
  for (const [name, relay] of relays) {
    const { port } = site.lab.host(name);
    inventory = inventory.replace(`ansible_port: ${port}\n`, `ansible_port: ${relay.port}\n`);
    const own = known.split('\n').filter((line) => line.startsWith(`[127.0.0.1]:${port} `));
    lines.push(...own.map((line) => `${line.replace(`:${port} `, `:${relay.port} `)}\n`));
  }
  await site.write('relays.yml', inventory);
  await site.write('relays', lines.join(''));
}

/** What an undisturbed run makes of a host, which is put back; and how long its phases take. A bare host has its package then. */
async function referenceOn(site: Site, ground: Ground): Promise<Reference> {
  if (ground.kind.startsWith('bare')) return { wanted: new Map(), durations: new Map() };
  const running = newOperator(site).start(...applyTo(ground, 300));
  const { beginnings } = watch(running, ground.host.name);
  const { code, stderr } = await running.done;
  assert.equal(code, 0, stderr);
  const wanted = await differenceOf(ground);
  await rollBack(ground);
  await assertOriginal(ground);
  const times = [...beginnings, ['end', performance.now()] as const];
  const durations = times.map(([phase, from], at) => [phase, (times[at + 1]?.[1] ?? from) - from] as const);
  return { wanted, durations: new Map(durations) };
}

/** Sets every host to work, on the cases in their order. */
function work(
  site: Site,
  grounds: readonly Ground[],
  references: ReadonlyMap<Kind, Reference>,
  cases: readonly Case[],
): Pool['outcome'] {
  const waiting = [...cases];
  const outcomes = new Map<Case, { readonly ended?: Ended; readonly error?: unknown }>();
  const done = new EventEmitter();

  const take = (kind: Kind): Case | undefined => {
    const at = waiting.findIndex((one) => one.kind === kind);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const workOn = async (ground: Ground): Promise<void> => {
    const reference = references.get(ground.kind);
    assert.ok(reference);
    let isUsable = true;
    for (let one = take(ground.kind); one !== undefined; one = isUsable ? take(ground.kind) : undefined) {
      try {
        outcomes.set(one, { ended: await carryOut(site, ground, one, reference) });
      } catch (error) {
        outcomes.set(one, { error });
        isUsable = await recover(ground);
      }
      done.emit('case');
    }
  };
  void Promise.all(grounds.map(workOn)).then(() => {
    for (const one of waiting) outcomes.set(one, { error: new Error('no host was left that could be used') });
    done.emit('case');
  });
  return async (one) => {
    for (;;) {
      const outcome = outcomes.get(one);
      if (outcome?.ended !== undefined) return outcome.ended;
      if (outcome !== undefined) throw outcome.error;
      await once(done, 'case');
    }
  };
}
