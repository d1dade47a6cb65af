import assert from 'node:assert/strict';
import { createProgress } from '../../../src/progress/choose.ts';
import { plain } from '../../../src/progress/plain.ts';
import type { RunEvent } from '../../../src/run/event.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { forbidden, payloads } from '../terminal/payloads.ts';
import { growth } from '../../support/growth.ts';
import { problem } from '../reporters/fixtures.ts';
import { finished, lifeOf, names, over, Screen, started } from './fixtures.ts';

async function linesOf(events: readonly RunEvent[], verbosity = 0): Promise<string[]> {
  const screen = new Screen(false);
  const style = createStyle(screen.stream, { LANG: 'C.UTF-8' }, 'never');
  const progress = plain({ stream: screen.stream, style, verbosity, now: () => 0 });
  for (const event of events) progress.sink(event);
  await progress.end();
  return screen.text.split('\n').slice(0, -1);
}

describe('progress/plain', () => {
  it('tells the end of each of a few hosts', async () => {
    const events = [
      started(['web1', 'db1']),
      ...lifeOf('web1'),
      finished('db1', 'failed', { problem: problem({ phase: 'stage', message: 'no space left\nmore' }) }),
      over,
    ];
    assert.deepEqual(await linesOf(events), [
      'Two factors: apply on 2 hosts',
      'web1: changed (1.5s)',
      'db1: failed in stage: no space left (1.5s)',
      'done: 2 of 2 hosts in 0.0s: 1 changed, 1 failed',
    ]);
  });

  it('tells phases with -v, and their beginning with -vv', async () => {
    const events = [started(['web1']), ...lifeOf('web1')];
    const verbose = await linesOf(events, 1);
    assert.equal(verbose[5], 'web1: staged (0.2s)');
    assert.ok(!verbose.includes('web1: stage begins'));
    assert.ok((await linesOf(events, 2)).includes('web1: stage begins'));
  });

  it('tells a swarm of waits once', async () => {
    const waits = names(3).map((host): RunEvent => ({
      type: 'waiting',
      host,
      reason: 'next code of alice',
      seconds: 11.5,
    }));
    const lines = await linesOf([started(names(3)), ...waits]);
    assert.deepEqual(lines.slice(1), ['web0000: waiting 12s: next code of alice']);
    assert.equal((await linesOf([started(names(3)), ...waits], 1)).length, 4);
  });

  it('counts many hosts, and tells of those that end badly', async () => {
    const hosts = names(500);
    const events = hosts.flatMap((host, index) =>
      index === 3 ? [finished(host, 'reverted', { problem: problem({ phase: 'prove' }) })] : lifeOf(host),
    );
    const lines = await linesOf([started(hosts), ...events, over]);
    assert.equal(lines[1], 'web0003: reverted in prove: connection refused (1.5s)');
    assert.equal(lines.length, 12);
    assert.equal(lines.at(-1), 'done: 500 of 500 hosts in 0.0s: 499 changed, 1 reverted');
  });

  it('stops telling of hosts that all fail alike', async () => {
    const hosts = names(500);
    const down = hosts.map((host) => finished(host, 'unreachable', { problem: problem() }));
    const lines = await linesOf([started(hosts), ...down, over]);
    assert.ok(lines.length < 40, String(lines.length));
    assert.ok(lines.includes('further hosts that are unreachable like these are only counted'));
  });

  it('says that a run was interrupted', async () => {
    const lines = await linesOf([started(['a']), { type: 'run-finished', interrupted: true, stopped: undefined }]);
    assert.equal(lines.at(-1), 'interrupted: 0 of 1 hosts in 0.0s');
  });

  it('shows notes, and so does the silent display', async () => {
    for (const kind of ['plain', 'silent'] as const) {
      const screen = new Screen(false);
      const style = createStyle(screen.stream, { LANG: 'C.UTF-8' }, 'never');
      const progress = await createProgress(kind, { stream: screen.stream, style });
      progress.note('inter\x1brupted');
      await progress.end();
      assert.equal(screen.text, 'inter^[rupted\n');
    }
  });

  it('ignores what comes before a run', async () => {
    assert.deepEqual(await linesOf([...lifeOf('web1'), over]), []);
  });

  it('costs as much per host with 5,000 as with 500, at any verbosity', async () => {
    for (const verbosity of [0, 2]) {
      const work = (count: number): Promise<unknown> => {
        const hosts = names(count);
        return linesOf([started(hosts), ...hosts.flatMap(lifeOf), over], verbosity);
      };
      assert.ok((await growth(work, { small: 500, large: 5000 })) < 40);
    }
  });

  it('lets nothing hostile through', async () => {
    for (const payload of payloads) {
      const bad = finished(payload, 'failed', { problem: problem({ message: payload }) });
      const wait: RunEvent = { type: 'waiting', host: payload, reason: payload, seconds: 3 };
      const events = [started([payload], { play: payload }), ...lifeOf(payload), wait, bad, over];
      assert.doesNotMatch((await linesOf(events, 2)).join('\n'), forbidden);
    }
  });
});
